"""Callbacks: what was promised and when, every try to reach the citizen, and what a unit wants to know first."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indgang.base.models import TextPerLanguage
from indgang.followup.models.follow_ups import FollowUp


class QuestionSet(models.Model):
    """One version of what a unit wants to know before it phones. A version that was used is never changed."""

    lifeline = models.ForeignKey("organisation.Lifeline", on_delete=models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    is_current = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lifeline", "number"], name="questionset_number_unique"),
            models.UniqueConstraint(
                fields=["lifeline"], condition=Q(is_current=True), name="questionset_one_current"
            ),
        ]


class AnswerKind(models.TextChoices):
    """What an answer is."""

    SHORT = "short", _("short text")
    LONG = "long", _("long text")
    CHOICE = "choice", _("one of several")
    DATE = "date", _("date")
    NUMBER = "number", _("number")


class SetQuestion(models.Model):
    """A question of a set. `key` stays the same from version to version, so that answers can be compared."""

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="questions")
    key = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=8, choices=AnswerKind.choices)
    is_needed = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question_set", "key"], name="setquestion_key_unique"),
            models.UniqueConstraint(fields=["question_set", "order"], name="setquestion_order_unique"),
            models.CheckConstraint(condition=Q(kind__in=AnswerKind.values), name="setquestion_kind_known"),
        ]


class SetQuestionText(TextPerLanguage):
    """A question in one language; `options` are what can be chosen, in the same order in every language."""

    question = models.ForeignKey(SetQuestion, on_delete=models.CASCADE, related_name="texts")
    label = models.CharField(max_length=160)
    options = models.JSONField(default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "language"], name="setquestiontext_once_per_language")
        ]


class Priority(models.IntegerChoices):
    """How pressing a call is."""

    URGENT = 1, _("urgent")
    USUAL = 2, _("usual")
    LATER = 3, _("can wait")


class Callback(models.Model):
    """A promise to phone (opkald retur). `note` is sealed. `key` makes a double press one promise.

    `citizen_moves` counts how often the citizen has chosen another time.
    """

    follow_up = models.OneToOneField(FollowUp, on_delete=models.CASCADE, related_name="callback")
    question_set = models.ForeignKey(
        QuestionSet, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    priority = models.PositiveSmallIntegerField(choices=Priority.choices, default=Priority.USUAL)
    note = models.TextField(blank=True)
    key = models.CharField(max_length=64, blank=True)
    citizen_moves = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key"], condition=~Q(key=""), name="callback_key_unique"),
            models.CheckConstraint(condition=Q(priority__in=Priority.values), name="callback_priority_known"),
        ]


class PromiseEnd(models.TextChoices):
    """Who ended a promise before its time was over."""

    CITIZEN = "citizen", _("the citizen")
    UNIT = "unit", _("the unit")


class CallPromise(models.Model):
    """A window that the citizen was promised a call in. Moving it ends the row and makes another; none is lost.

    `lifeline` is the unit that had it then. `warned_at` and `taken_at` are written by the first call and by the
    move: when the alarm about it was given, and when its owner took it. `told_late_at`: the citizen was told that
    it was not kept.
    """

    callback = models.ForeignKey(Callback, on_delete=models.CASCADE, related_name="promises")
    lifeline = models.ForeignKey("organisation.Lifeline", on_delete=models.PROTECT, related_name="+")
    window_from = models.DateTimeField()
    window_to = models.DateTimeField()
    given_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=8, choices=PromiseEnd.choices, blank=True)
    warned_at = models.DateTimeField(null=True, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    told_late_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(window_to__gt=F("window_from")), name="callpromise_window_has_length"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by="")
                | Q(ended_at__isnull=False, ended_by__in=PromiseEnd.values),
                name="callpromise_ended_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["callback"], condition=Q(ended_at__isnull=True), name="callpromise_one_holds"
            ),
        ]
        indexes = [models.Index(fields=["lifeline", "window_from"], name="callpromise_by_unit")]


class CallResult(models.TextChoices):
    """What came of a try."""

    REACHED = "reached", _("reached")
    NO_ANSWER = "no_answer", _("no answer")
    BUSY = "busy", _("busy")
    LEFT_MESSAGE = "left_message", _("left a message")
    WRONG_NUMBER = "wrong_number", _("wrong number")


class CallAttempt(models.Model):
    """One try to phone the citizen. Append-only; the same `key` again is the same try."""

    callback = models.ForeignKey(Callback, on_delete=models.CASCADE, related_name="attempts")
    at = models.DateTimeField()
    person = models.ForeignKey("organisation.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    result = models.CharField(max_length=12, choices=CallResult.choices)
    key = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(result__in=CallResult.values), name="callattempt_result_known"
            ),
            models.UniqueConstraint(fields=["callback", "key"], name="callattempt_once"),
        ]
        indexes = [models.Index(fields=["callback", "at"], name="callattempt_by_callback")]


class CallAnswer(models.Model):
    """An answer to a question of the set. Texts are sealed; choice (by its place), date and number can be searched."""

    callback = models.ForeignKey(Callback, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(SetQuestion, on_delete=models.PROTECT, related_name="answers")
    text = models.TextField(blank=True)
    choice = models.PositiveSmallIntegerField(null=True, blank=True)
    day = models.DateField(null=True, blank=True)
    number = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["callback", "question"], name="callanswer_once"),
            models.CheckConstraint(
                condition=~Q(text="", choice__isnull=True, day__isnull=True, number__isnull=True),
                name="callanswer_says_something",
            ),
        ]
        indexes = [
            models.Index(fields=["question", "day"], name="callanswer_by_day"),
            models.Index(fields=["question", "choice"], name="callanswer_by_choice"),
        ]
