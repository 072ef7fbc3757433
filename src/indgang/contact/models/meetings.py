"""The register of contacts: meetings, the matters in them and the time they took."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

REACHES = [(1, "inform"), (2, "guide"), (3, "receive"), (4, "prepare"), (5, "decide")]


def id_range(field: str) -> Func:
    """An id as a one-element range, so that it can stand in an exclusion constraint without btree_gist."""
    return Func(F(field), F(field), Value("[]"), function="int8range")


class Channel(models.TextChoices):
    """How the meeting takes place."""

    DESK = "desk", _("called by number")
    WALK_IN = "walk_in", _("walk-in without a number")
    PHONE = "phone", _("phone")
    BUS = "bus", _("book bus")
    VIDEO = "video", _("video")


class ContactState(models.TextChoices):
    """Whether the clock runs."""

    ACTIVE = "active", _("in progress")
    PAUSED = "paused", _("paused")
    PARKED = "parked", _("parked")
    FINISHED = "finished", _("finished")
    DISCARDED = "discarded", _("discarded")


OPEN_STATES = (ContactState.ACTIVE, ContactState.PAUSED, ContactState.PARKED)


class Contact(models.Model):
    """One meeting (henvendelse). Anonymous. Its row is the draft: it is saved while the meeting goes on.

    `active_seconds` is the sum of its segments, set when it is finished. `officer_background` is copied, so
    that the figures stay true when people change house. `time_uncertain`: closed by the system, left out of
    figures for time. `current` is the position of the matter that the clock runs for, or goes on with.
    `changed_at` is when the clock last changed, `touched_at` the last sign of life. `key` makes a repeated
    start or record harmless.
    """

    site = models.ForeignKey("organisation.Site", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(
        "organisation.Desk", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    officer = models.ForeignKey("organisation.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    officer_background = models.CharField(max_length=16)
    channel = models.CharField(max_length=12, choices=Channel.choices)
    ticket = models.ForeignKey(
        "queue.Ticket", on_delete=models.SET_NULL, null=True, blank=True, related_name="contacts"
    )
    language = models.CharField(max_length=5, default="da")
    state = models.CharField(max_length=12, choices=ContactState.choices)
    current = models.PositiveSmallIntegerField(default=1)
    key = models.CharField(max_length=80, blank=True)
    day = models.DateField()
    started_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    active_seconds = models.PositiveIntegerField(null=True, blank=True)
    time_uncertain = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["officer", "key"], condition=~Q(key=""), name="contact_key_once"),
            models.UniqueConstraint(
                fields=["officer"], condition=Q(state="active"), name="contact_one_active_per_officer"
            ),
            models.UniqueConstraint(
                fields=["ticket"],
                condition=Q(state__in=["active", "paused", "parked"]),
                name="contact_one_open_per_ticket",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["finished", "discarded"], finished_at__isnull=False)
                | (~Q(state__in=["finished", "discarded"]) & Q(finished_at__isnull=True)),
                name="contact_finished_has_time",
            ),
            models.CheckConstraint(
                condition=Q(state="finished", active_seconds__isnull=False)
                | (~Q(state="finished") & Q(active_seconds__isnull=True)),
                name="contact_finished_has_seconds",
            ),
            models.CheckConstraint(condition=Q(state__in=ContactState.values), name="contact_state_known"),
            models.CheckConstraint(condition=Q(channel__in=Channel.values), name="contact_channel_known"),
        ]
        indexes = [
            models.Index(fields=["site", "day"], name="contact_by_site_and_day"),
            models.Index(
                fields=["officer"],
                condition=Q(state__in=["active", "paused", "parked"]),
                name="contact_open_of_officer",
            ),
            models.Index(fields=["officer", "changed_at"], name="contact_latest_of_officer"),
        ]


class ContactEventKind(models.TextChoices):
    """What happened to a contact."""

    BEGUN = "begun", _("begun")
    TASK_SET = "task_set", _("task chosen")
    INQUIRY_ADDED = "inquiry_added", _("matter added")
    INQUIRY_REMOVED = "inquiry_removed", _("matter removed")
    SWITCHED = "switched", _("went on with another matter")
    PAUSED = "paused", _("paused")
    PARKED = "parked", _("parked")
    RESUMED = "resumed", _("resumed")
    ADOPTED = "adopted", _("taken over by another officer")
    FINISHED = "finished", _("finished")
    RECORDED = "recorded", _("recorded afterwards")
    DISCARDED = "discarded", _("discarded")
    REOPENED = "reopened", _("opened again")
    TIME_CORRECTED = "time_corrected", _("time corrected")
    CLOCK_STOPPED = "clock_stopped", _("clock stopped, no sign of life")
    CLOSED_BY_SYSTEM = "closed_by_system", _("closed by the system")


class ContactEvent(models.Model):
    """One thing that happened to a contact. Append-only; `state` is the state after it; no free text."""

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=20, choices=ContactEventKind.choices)
    state = models.CharField(max_length=12, choices=ContactState.choices)
    officer = models.ForeignKey("organisation.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    facts = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["contact", "at"], name="contactevent_by_contact")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=ContactEventKind.values), name="contactevent_kind_known"
            ),
        ]


class Outcome(models.TextChoices):
    """What came of a matter."""

    SOLVED = "solved", _("solved")
    CO_SERVICE = "co_service", _("co-service done")
    REFERRED = "referred", _("referred")
    HANDED_OVER = "handed_over", _("handed over")
    BOOKED = "booked", _("appointment booked")
    NOT_SOLVED = "not_solved", _("not solved")


PASSED_ON = (Outcome.REFERRED, Outcome.HANDED_OVER)


class NotSolvedReason(models.TextChoices):
    """Why a matter was not solved."""

    MISSING_DOCUMENTS = "missing_documents", _("documents missing")
    MISSING_ID = "missing_id", _("no valid identification")
    SYSTEM_DOWN = "system_down", _("a system was down")
    LIFELINE_UNREACHABLE = "lifeline_unreachable", _("the lifeline did not answer")
    NOT_OURS = "not_ours", _("not a matter of the municipality")
    CITIZEN_LEFT = "citizen_left", _("the citizen left")
    OTHER = "other", _("another reason")
    NOT_REGISTERED = "not_registered", _("never registered")


class Inquiry(models.Model):
    """One matter in a contact (spørgsmål).

    `reach` is how far it was taken, never beyond `allowed_reach`, the lesser of offer and competence at that
    moment; *decide* names the delegation. `play` is the version that was on the screen. `note` holds no CPR
    number. `version` counts the changes of the draft, so that one page does not overwrite what another has
    saved.
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="inquiries")
    position = models.PositiveSmallIntegerField()
    task = models.ForeignKey(
        "catalogue.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    play = models.ForeignKey(
        "catalogue.Play", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    outcome = models.CharField(max_length=12, choices=Outcome.choices, blank=True)
    reason = models.CharField(max_length=24, choices=NotSolvedReason.choices, blank=True)
    reach = models.PositiveSmallIntegerField(choices=REACHES, null=True, blank=True)
    allowed_reach = models.PositiveSmallIntegerField(null=True, blank=True)
    delegation = models.ForeignKey(
        "organisation.Delegation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    appointment = models.ForeignKey(
        "booking.Appointment", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(max_length=1000, blank=True)
    active_seconds = models.PositiveIntegerField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contact", "position"], name="inquiry_position_unique"),
            models.CheckConstraint(
                condition=Q(reach__isnull=True)
                | Q(allowed_reach__isnull=False, reach__lte=F("allowed_reach")),
                name="inquiry_never_beyond_reach",
            ),
            models.CheckConstraint(
                condition=Q(reach__isnull=True) | Q(reach__lt=5) | Q(delegation__isnull=False),
                name="inquiry_decision_names_its_delegation",
            ),
            models.CheckConstraint(
                condition=Q(active_seconds__isnull=True) | ~Q(outcome="not_solved") | ~Q(reason=""),
                name="inquiry_not_solved_says_why",
            ),
            models.CheckConstraint(
                condition=Q(reason="") | Q(outcome="not_solved", reason__in=NotSolvedReason.values),
                name="inquiry_reason_only_when_not_solved",
            ),
            models.CheckConstraint(
                condition=Q(active_seconds__isnull=True) | ~Q(outcome=""), name="inquiry_finished_has_outcome"
            ),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=Outcome.values), name="inquiry_outcome_known"
            ),
        ]


class Segment(models.Model):
    """A stretch of time spent on one inquiry, [from, to) in whole seconds. An open segment has no end yet.

    Neither a contact nor an officer can have two at once. `officer` is empty where only the length is known,
    not when it was (recorded afterwards in minutes).
    """

    contact = models.ForeignKey(Contact, on_delete=models.CASCADE, related_name="segments")
    inquiry = models.ForeignKey(Inquiry, on_delete=models.CASCADE, related_name="segments")
    officer = models.ForeignKey("organisation.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    period = DateTimeRangeField(default_bounds="[)")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False), name="segment_has_length"
            ),
            ExclusionConstraint(
                name="segment_no_overlap_in_contact",
                expressions=[
                    (id_range("contact_id"), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="segment_no_overlap_for_officer",
                expressions=[
                    (id_range("officer_id"), RangeOperators.OVERLAPS),
                    ("period", RangeOperators.OVERLAPS),
                ],
                condition=Q(officer__isnull=False),
            ),
        ]
