"""Case forms: what the desk asks before it hands a case over, in versions that an editor publishes."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from indgang.base.models import TextPerLanguage
from indgang.catalogue.models.tasks import Task


class CaseForm(models.Model):
    """The form of a task. Its versions say what is asked; at most one is a draft, one is in force."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="case_forms")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task"], name="caseform_once_per_task")]


class FormState(models.TextChoices):
    """Where a version of a form stands."""

    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("in force")
    SUPERSEDED = "superseded", _("superseded")


class CaseFormVersion(models.Model):
    """One version of a form. Once published neither it nor its fields change (migration 0009 guards that).

    `is_example`: what is asked is invented and must be checked by the unit before it is trusted.
    """

    form = models.ForeignKey(CaseForm, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=FormState.choices, default=FormState.DRAFT)
    is_example = models.BooleanField(default=False)
    changed_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    author = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "number"], name="caseformversion_number_unique"),
            models.UniqueConstraint(
                fields=["form"], condition=Q(state="draft"), name="caseformversion_one_draft"
            ),
            models.UniqueConstraint(
                fields=["form"], condition=Q(state="published"), name="caseformversion_one_in_force"
            ),
            models.CheckConstraint(
                condition=Q(state__in=FormState.values), name="caseformversion_state_known"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", published_at__isnull=True)
                | (~Q(state="draft") & Q(published_at__isnull=False)),
                name="caseformversion_published_has_time",
            ),
        ]


class FieldKind(models.TextChoices):
    """What is asked for; `core.forms` reads and checks each."""

    TEXT = "text", _("short text")
    LONG_TEXT = "long_text", _("long text")
    NUMBER = "number", _("number")
    DATE = "date", _("date")
    YES_NO = "yes_no", _("yes or no")
    ONE_OF = "one_of", _("one of several")
    SEVERAL_OF = "several_of", _("several of several")
    PHONE = "phone", _("phone number")
    EMAIL = "email", _("e-mail address")
    ADDRESS = "address", _("address")
    PAPER = "paper", _("paper to attach")
    CHECKLIST = "checklist", _("checklist for the officer")


WITH_OPTIONS = (FieldKind.ONE_OF, FieldKind.SEVERAL_OF, FieldKind.CHECKLIST)


class FormField(models.Model):
    """One field. `show_when` is the key of an earlier field; the field is asked when that one is filled in, or
    with `show_values` when its answer is one of them ("yes" and "no" for yes or no).
    """

    version = models.ForeignKey(CaseFormVersion, on_delete=models.CASCADE, related_name="fields")
    order = models.PositiveSmallIntegerField()
    key = models.SlugField(max_length=40)
    kind = models.CharField(max_length=12, choices=FieldKind.choices)
    is_required = models.BooleanField(default=False)
    show_when = models.SlugField(max_length=40, blank=True)
    show_values = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="formfield_key_unique"),
            models.UniqueConstraint(
                fields=["version", "order"],
                name="formfield_order_unique",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(kind__in=FieldKind.values), name="formfield_kind_known"),
            models.CheckConstraint(
                condition=Q(show_when="") | ~Q(show_when=F("key")), name="formfield_not_shown_by_itself"
            ),
        ]


class FormFieldText(TextPerLanguage):
    """A field in one language."""

    field = models.ForeignKey(FormField, on_delete=models.CASCADE, related_name="texts")
    label = models.CharField(max_length=160)
    help = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["field", "language"], name="formfieldtext_once_per_language")
        ]


class FormOption(models.Model):
    """One of the answers, or one line of a checklist."""

    field = models.ForeignKey(FormField, on_delete=models.CASCADE, related_name="options")
    order = models.PositiveSmallIntegerField()
    code = models.SlugField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["field", "code"], name="formoption_code_unique"),
            models.UniqueConstraint(fields=["field", "order"], name="formoption_order_unique"),
        ]


class FormOptionText(TextPerLanguage):
    """An option in one language."""

    option = models.ForeignKey(FormOption, on_delete=models.CASCADE, related_name="texts")
    label = models.CharField(max_length=160)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["option", "language"], name="formoptiontext_once_per_language")
        ]
