"""Follow-ups: promises about a citizen's matter, whom they are about, and what happened to them."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class FollowUpKind(models.TextChoices):
    """What was promised."""

    HANDOVER = "handover", _("handover")
    CALLBACK = "callback", _("callback")


class FollowUpState(models.TextChoices):
    """Who must act: the desk (draft, returned), the unit (waiting), its owner (accepted), or nobody."""

    DRAFT = "draft", _("being prepared")
    WAITING = "waiting", _("waits for the unit")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned to the desk")
    CLOSED = "closed", _("closed")
    WITHDRAWN = "withdrawn", _("withdrawn")


OPEN_STATES = (FollowUpState.WAITING, FollowUpState.ACCEPTED, FollowUpState.RETURNED)
OVER_STATES = (FollowUpState.CLOSED, FollowUpState.WITHDRAWN)


class ReturnReason(models.TextChoices):
    """Why a unit sends it back to the desk."""

    MISSING_PAPERS = "missing_papers", _("papers are missing")
    MISSING_ANSWERS = "missing_answers", _("something is not filled in, or unclear")
    WRONG_UNIT = "wrong_unit", _("not a matter of ours")
    DUPLICATE = "duplicate", _("we have it already")
    OTHER = "other", _("another reason")


class Result(models.TextChoices):
    """What came of it. A callback uses those that fit a call."""

    DONE = "done", _("done")
    DECIDED = "decided", _("decided")
    ADVISED = "advised", _("the citizen was told what to do")
    NOT_REACHED = "not_reached", _("the citizen could not be reached")
    NOT_NEEDED = "not_needed", _("no longer needed")


class Alarm(models.IntegerChoices):
    """How far the alarm about a promise has gone."""

    QUIET = 0, _("nobody")
    UNIT = 1, _("the unit")
    DEPUTY = 2, _("the deputy")
    MANAGERS = 3, _("the managers")


class FollowUp(models.Model):
    """A promise (opfølgning): a prepared case that a unit takes over, or a call to the citizen.

    `lifeline` is the unit, `owner` the one person who has accepted it. `desk` and `sender` are where it came
    from and where answers go. `code` is what the citizen holds. `due_at` is what the citizen was promised;
    `alarm` and `warned_at` say who has been told that it nears. `return_reason` holds as long as it is
    returned. `answer_seen_at`: the desk has read the answer. `erase_on` is the Danish day from which what
    identifies a person may go; the row stays for the counts. `version` counts the changes.
    """

    kind = models.CharField(max_length=12, choices=FollowUpKind.choices)
    code = models.CharField(max_length=12)
    task = models.ForeignKey(
        "catalogue.Task", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    site = models.ForeignKey("organisation.Site", on_delete=models.PROTECT, related_name="+")
    desk = models.ForeignKey(
        "organisation.Desk", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    sender = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    inquiry = models.ForeignKey(
        "contact.Inquiry", on_delete=models.SET_NULL, null=True, blank=True, related_name="follow_ups"
    )
    lifeline = models.ForeignKey(
        "organisation.Lifeline", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    owner = models.ForeignKey(
        "organisation.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    language = models.CharField(max_length=5, default="da")
    state = models.CharField(max_length=12, choices=FollowUpState.choices)
    return_reason = models.CharField(max_length=16, choices=ReturnReason.choices, blank=True)
    result = models.CharField(max_length=12, choices=Result.choices, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    accepted_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    alarm = models.PositiveSmallIntegerField(choices=Alarm.choices, default=Alarm.QUIET)
    warned_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    answer_seen_at = models.DateTimeField(null=True, blank=True)
    erase_on = models.DateField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="followup_code_unique"),
            models.CheckConstraint(condition=Q(kind__in=FollowUpKind.values), name="followup_kind_known"),
            models.CheckConstraint(condition=Q(state__in=FollowUpState.values), name="followup_state_known"),
            models.CheckConstraint(
                condition=Q(kind="callback") | Q(task__isnull=False), name="followup_handover_has_task"
            ),
            models.CheckConstraint(
                condition=Q(state="draft")
                | Q(state="withdrawn")
                | Q(lifeline__isnull=False, due_at__isnull=False, sent_at__isnull=False),
                name="followup_sent_has_unit_and_due_time",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["accepted", "closed"], owner__isnull=False)
                | (~Q(state__in=["accepted", "closed"]) & Q(owner__isnull=True)),
                name="followup_owner_when_accepted",
            ),
            models.CheckConstraint(
                condition=(Q(state="returned") & ~Q(return_reason=""))
                | (~Q(state="returned") & Q(return_reason="")),
                name="followup_returned_says_why",
            ),
            models.CheckConstraint(
                condition=Q(return_reason="") | Q(return_reason__in=ReturnReason.values),
                name="followup_return_reason_known",
            ),
            models.CheckConstraint(
                condition=(Q(state="closed") & ~Q(result="")) | (~Q(state="closed") & Q(result="")),
                name="followup_closed_has_result",
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(result__in=Result.values), name="followup_result_known"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["closed", "withdrawn"], closed_at__isnull=False, erase_on__isnull=False
                )
                | (~Q(state__in=["closed", "withdrawn"]) & Q(closed_at__isnull=True)),
                name="followup_over_has_time_and_term",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lifeline", "due_at"],
                condition=Q(state__in=["waiting", "accepted", "returned"]),
                name="followup_open_of_unit",
            ),
            models.Index(fields=["owner", "state"], name="followup_by_owner"),
            models.Index(fields=["site", "state"], name="followup_by_site"),
            models.Index(fields=["erase_on"], name="followup_by_erase_on"),
        ]


class Party(models.Model):
    """Who a follow-up is about, sealed. The row is deleted when it is erased.

    `prints` are the fingerprints (newest key) of name, phone and e-mail, to find somebody's follow-ups by.
    `tell_by` is how the citizen wants word.
    """

    follow_up = models.OneToOneField(FollowUp, on_delete=models.CASCADE, related_name="party")
    name = models.TextField()
    phone = models.TextField(blank=True)
    email = models.TextField(blank=True)
    address = models.TextField(blank=True)
    prints = ArrayField(models.CharField(max_length=64), default=list, blank=True)
    tell_by = models.CharField(max_length=5, choices=[("sms", "SMS"), ("email", _("e-mail"))], blank=True)

    class Meta:
        verbose_name_plural = "parties"
        indexes = [GinIndex(fields=["prints"], name="party_by_prints")]


class EventKind(models.TextChoices):
    """What happened to a follow-up."""

    SENT = "sent", _("sent")
    SENT_AGAIN = "sent_again", _("corrected and sent again")
    ACCEPTED = "accepted", _("accepted")
    RETURNED = "returned", _("returned to the desk")
    PASSED_ON = "passed_on", _("passed on to another unit")
    RELEASED = "released", _("put back in the inbox")
    ASKED = "asked", _("asked the citizen for more")
    ADDED = "added", _("paper added")
    NOTED = "noted", _("note")
    WARNED = "warned", _("alarm before the time is over")
    CLOSED = "closed", _("closed")
    DECIDED = "decided", _("decided")
    DELIVERED = "delivered", _("delivered to the case system")
    WITHDRAWN = "withdrawn", _("withdrawn")
    ATTEMPTED = "attempted", _("tried to reach the citizen")
    ERASED = "erased", _("erased")


class FollowUpEvent(models.Model):
    """One thing that happened. Append-only; `note` is sealed, `facts` hold nothing personal."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField()
    kind = models.CharField(max_length=12, choices=EventKind.choices)
    state = models.CharField(max_length=12, choices=FollowUpState.choices)
    person = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    note = models.TextField(blank=True)
    facts = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EventKind.values), name="followupevent_kind_known"),
        ]
        indexes = [models.Index(fields=["follow_up", "at"], name="followupevent_by_follow_up")]


class Look(models.Model):
    """One reading of what identifies a citizen: who, when, what ("case", "paper") and where. Append-only."""

    follow_up = models.ForeignKey(FollowUp, on_delete=models.CASCADE, related_name="looks")
    person = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField()
    what = models.CharField(max_length=12)
    where = models.CharField(max_length=12)

    class Meta:
        indexes = [
            models.Index(fields=["follow_up", "at"], name="look_by_follow_up"),
            models.Index(fields=["person", "at"], name="look_by_person"),
        ]


class PromiseRule(models.Model):
    """What is promised for a task, a unit, both, or everything (both empty); the closest rule holds.

    `due_minutes` are minutes of the unit's opening hours, `keep_days` how long after closing what identifies a
    citizen is kept. Without a rule the settings hold. `is_assumption`: nobody here has confirmed it yet.
    """

    kind = models.CharField(max_length=12, choices=FollowUpKind.choices)
    task = models.ForeignKey(
        "catalogue.Task", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    lifeline = models.ForeignKey(
        "organisation.Lifeline", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    due_minutes = models.PositiveIntegerField()
    keep_days = models.PositiveIntegerField(null=True, blank=True)
    is_assumption = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "task", "lifeline"], name="promiserule_once", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(due_minutes__range=(15, 60_000)), name="promiserule_due_sane"),
            models.CheckConstraint(condition=Q(kind__in=FollowUpKind.values), name="promiserule_kind_known"),
        ]
