"""Calendars elsewhere: published files, CalDAV servers, Microsoft 365."""

from indgang.integrations.calendars.choice import check_settings, kinds, open_calendar
from indgang.integrations.calendars.demo import DemoCalendar

__all__ = ["DemoCalendar", "check_settings", "kinds", "open_calendar"]
