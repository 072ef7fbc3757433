"""Filters that say how somebody stands."""

from django import template

from indgang.ui import presence

register = template.Library()
register.filter("standing_words", presence.standing_words)
register.filter("why", presence.why)
register.filter("presence_chip", presence.chip)
