"""Questions from the desk to a unit: a short talk about a task, with one owner, whose answer may become a text."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indgang.catalogue.models.plays import Play
from indgang.catalogue.models.sections import SectionVersion
from indgang.catalogue.models.tasks import Task


class QuestionState(models.TextChoices):
    """How far the question is."""

    WAITING = "waiting", _("waits for the unit")
    TAKEN = "taken", _("being answered")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn")


class Question(models.Model):
    """What an officer asked the unit behind a task. Holds no citizen's name and no CPR number.

    `play` is the version on the screen; `contact_ref` the contact in work, a layer above, that it came up in.
    `due_at` is when the unit's hours end in which it can be answered. `news_at` is when the askers last got
    something to read. `version` is the draft of our note that the answer was put into, as `proposed` says (its
    heading on the first line). Whether it is part of the playbook is read from the note that is in force.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="questions")
    play = models.ForeignKey(Play, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    lifeline = models.ForeignKey("organisation.Lifeline", on_delete=models.PROTECT, related_name="+")
    site = models.ForeignKey("organisation.Site", on_delete=models.PROTECT, related_name="+")
    contact_ref = models.BigIntegerField(null=True, blank=True)
    text = models.TextField(max_length=600)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=QuestionState.choices, default=QuestionState.WAITING)
    owner = models.ForeignKey(
        "organisation.Person", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = models.TextField(max_length=1500, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    news_at = models.DateTimeField(null=True, blank=True)
    unit_read_at = models.DateTimeField(null=True, blank=True)
    proposed = models.TextField(max_length=1700, blank=True)
    version = models.ForeignKey(
        SectionVersion, on_delete=models.SET_NULL, null=True, blank=True, related_name="questions"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=QuestionState.values), name="question_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=["taken", "answered"]) | Q(owner__isnull=False),
                name="question_taken_has_owner",
            ),
            models.CheckConstraint(
                condition=~Q(state="answered") | (Q(answered_at__isnull=False) & ~Q(answer="")),
                name="question_answered_with_answer",
            ),
            models.CheckConstraint(
                condition=Q(version__isnull=True) | ~Q(answer=""), name="question_text_needs_answer"
            ),
        ]
        indexes = [
            models.Index(fields=["lifeline", "state", "asked_at"], name="question_by_unit"),
            models.Index(fields=["task", "asked_at"], name="question_by_task"),
        ]


class QuestionAsker(models.Model):
    """Who wants to know: the one who asked, and whoever has asked the same. `read_at` is what they have seen."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="askers")
    person = models.ForeignKey("organisation.Person", on_delete=models.CASCADE, related_name="+")
    is_first = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    read_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "person"], name="questionasker_once"),
            models.UniqueConstraint(
                fields=["question"], condition=Q(is_first=True), name="questionasker_one_is_first"
            ),
        ]


class QuestionMessage(models.Model):
    """One short message of the talk. Never changed."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="messages")
    at = models.DateTimeField()
    person = models.ForeignKey("organisation.Person", on_delete=models.SET_NULL, null=True, related_name="+")
    from_unit = models.BooleanField()
    is_answer = models.BooleanField(default=False)
    text = models.TextField(max_length=1500)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(is_answer=False) | Q(from_unit=True), name="questionmessage_unit_answers"
            )
        ]
