"""Topics, tasks and offers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from indgang.base.models import TextPerLanguage
from indgang.core.reach import Reach

REACH_CHOICES = [(reach.value, reach.code) for reach in Reach if reach is not Reach.NONE]
SITE_KINDS = ["town_hall", "library", "branch", "book_bus", "partner", "remote"]


class Topic(models.Model):
    """A topic (emne) that gathers tasks; those with `kiosk` 1 to 6 are the kiosk's big buttons."""

    code = models.SlugField(max_length=40)
    kiosk = models.PositiveSmallIntegerField(null=True, blank=True)
    icon = models.CharField(max_length=40, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="topic_code_unique"),
            models.UniqueConstraint(fields=["kiosk"], name="topic_one_per_kiosk_button"),
            models.CheckConstraint(
                condition=Q(kiosk__isnull=True) | Q(kiosk__range=(1, 6)), name="topic_kiosk_1_to_6"
            ),
        ]


class TopicText(TextPerLanguage):
    """A topic in one language."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=80)
    hint = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["topic", "language"], name="topictext_once_per_language")
        ]


class Nature(models.TextChoices):
    """Whether the law makes it an act of authority (seed 000: drift, gråzone, myndighed)."""

    OPERATIONAL = "operational", _("operational")
    GREY_ZONE = "grey_zone", _("grey zone")
    AUTHORITY = "authority", _("authority")


class TaskDesk(models.TextChoices):
    """The kind of desk that serves the task best."""

    QUICK = "quick", _("KVIK")
    SERVICE = "service", _("SERVICE")


class IdCheck(models.TextChoices):
    """How sure one must be who the citizen is."""

    NONE = "none", _("not needed")
    CONVERSATION = "conversation", _("by talking")
    DOCUMENT = "document", _("a document")
    PHOTO_ID = "photo_id", _("photo identification")
    MITID = "mitid", _("MitID")


class Visibility(models.TextChoices):
    """Who may see a task at all (see `catalogue.visibility`)."""

    PUBLIC = "public", _("everybody")
    STAFF = "staff", _("staff only")


class Task(models.Model):
    """What a citizen comes for (opgave).

    `lifeline` is the code of an organisation lifeline. `standard_minutes` is an assumption until a
    municipality's own figures replace it. `group` 1 generalist, 2 and 3 specialist (seed 000). `sensitive`
    errands are never hinted at on a public surface. `valid_from` and `valid_to` are Danish days, the last one
    included; a task whose time is over is marked and still found. `owner` looks after its text.
    """

    code = models.SlugField(max_length=60)
    kle = models.CharField(max_length=8, blank=True)
    topic = models.ForeignKey(Topic, on_delete=models.PROTECT, related_name="tasks")
    group = models.PositiveSmallIntegerField()
    nature = models.CharField(max_length=12, choices=Nature.choices)
    standard_minutes = models.PositiveSmallIntegerField()
    priority = models.PositiveSmallIntegerField(default=2)
    sensitive = models.BooleanField(default=False)
    desk = models.CharField(max_length=8, choices=TaskDesk.choices, default=TaskDesk.QUICK)
    lifeline = models.ForeignKey(
        "organisation.Lifeline", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    tools = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    self_service = models.URLField(max_length=300, blank=True)
    audience = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    life_events = ArrayField(models.SlugField(max_length=40), default=list, blank=True)
    authority = models.SlugField(max_length=40, blank=True)
    id_check = models.CharField(max_length=12, choices=IdCheck.choices, blank=True)
    channels = ArrayField(models.CharField(max_length=12), default=list, blank=True)
    processing_min_days = models.PositiveSmallIntegerField(null=True, blank=True)
    processing_max_days = models.PositiveSmallIntegerField(null=True, blank=True)
    related = ArrayField(models.SlugField(max_length=60), default=list, blank=True)
    review_months = models.PositiveSmallIntegerField(default=12)
    visibility = models.CharField(max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    owner = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    is_active = models.BooleanField(default=True)
    is_local = models.BooleanField(
        default=False, help_text="The municipality's own: national content never touches it."
    )
    updated_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["code"], name="task_code_unique"),
            models.CheckConstraint(condition=Q(group__range=(1, 3)), name="task_group_1_to_3"),
            models.CheckConstraint(condition=Q(priority__range=(1, 3)), name="task_priority_1_to_3"),
            models.CheckConstraint(
                condition=Q(standard_minutes__range=(1, 240)), name="task_minutes_1_to_240"
            ),
            models.CheckConstraint(condition=Q(nature__in=Nature.values), name="task_nature_known"),
            models.CheckConstraint(
                condition=Q(kle="") | Q(kle__regex=r"^\d{2}\.\d{2}(\.\d{2})?$"), name="task_kle_well_formed"
            ),
            models.CheckConstraint(
                condition=Q(id_check="") | Q(id_check__in=IdCheck.values), name="task_id_check_known"
            ),
            models.CheckConstraint(
                condition=Q(visibility__in=Visibility.values), name="task_visibility_known"
            ),
            models.CheckConstraint(
                condition=Q(processing_min_days__isnull=True, processing_max_days__isnull=True)
                | Q(processing_min_days__lte=models.F("processing_max_days")),
                name="task_processing_in_order",
            ),
            models.CheckConstraint(
                condition=Q(review_months__range=(1, 60)), name="task_review_months_1_to_60"
            ),
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True)
                | Q(valid_to__isnull=True)
                | Q(valid_to__gte=models.F("valid_from")),
                name="task_valid_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class TaskText(TextPerLanguage):
    """A task in one language: what the citizen reads, says and brings, as it is in force (see `sections`)."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=300)
    words = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    bring = ArrayField(models.CharField(max_length=200), default=list, blank=True)
    description = models.TextField(max_length=5000, blank=True)
    conditions = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    procedure = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    expect = models.TextField(max_length=2000, blank=True)
    output = models.CharField(max_length=160, blank=True)
    appeal = models.TextField(max_length=2000, blank=True)
    forbidden = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "language"], name="tasktext_once_per_language")
        ]


class LegalReference(models.Model):
    """A law or rule behind a task."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="legal_references")
    order = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "order"], name="legalreference_order_unique")]


class CostKind(models.TextChoices):
    """Whether it costs anything."""

    FREE = "free", _("free")
    FEE = "fee", _("fee")
    VARIES = "varies", _("varies")


class TaskCost(models.Model):
    """What a task costs from a Danish day on (None: from ever). `amount` is in kroner; None is not known here."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="costs")
    kind = models.CharField(max_length=8, choices=CostKind.choices)
    amount = models.DecimalField(max_digits=8, decimal_places=2, null=True, blank=True)
    since = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["task", "since"], name="taskcost_once_per_day", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(kind__in=CostKind.values), name="taskcost_kind_known"),
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(kind="fee", amount__gte=0), name="taskcost_amount_of_fee"
            ),
        ]


class SourceKind(models.TextChoices):
    """What a fact rests on."""

    LAW = "law", _("law")
    SEED = "seed", _("paper")
    PAGE = "page", _("page")


class TaskSource(models.Model):
    """Where the facts of a task come from; `verified` is the Danish day when somebody read them there."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="sources")
    order = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=4, choices=SourceKind.choices)
    title = models.CharField(max_length=200)
    url = models.URLField(max_length=300, blank=True)
    verified = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "order"], name="tasksource_order_unique")]


class LifeEvent(models.Model):
    """Something that happens in a life and brings somebody to the desk."""

    code = models.SlugField(max_length=40)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="lifeevent_code_unique")]


class LifeEventText(TextPerLanguage):
    """A life event in one language."""

    event = models.ForeignKey(LifeEvent, on_delete=models.CASCADE, related_name="texts")
    title = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "language"], name="lifeeventtext_once_per_language")
        ]


class Authority(models.Model):
    """Who decides a matter, or answers for it."""

    code = models.SlugField(max_length=40)
    url = models.URLField(max_length=300, blank=True)

    class Meta:
        verbose_name_plural = "authorities"
        constraints = [models.UniqueConstraint(fields=["code"], name="authority_code_unique")]


class AuthorityText(TextPerLanguage):
    """An authority in one language."""

    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="texts")
    name = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["authority", "language"], name="authoritytext_once_per_language")
        ]


class TaskAssumption(models.Model):
    """Something about a task that the municipality must check, as the editor reads it (Danish).

    `confirmed_on` is the Danish day when somebody said that it holds here.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="assumptions")
    order = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=300)
    confirmed_on = models.DateField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "order"], name="taskassumption_order_unique")]


class Offer(models.Model):
    """How far a task is taken at a kind of site, or at one site, which then overrides its kind.

    `reach` 0 at a single site says that the task is not offered there although its kind offers it.
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="offers")
    site_kind = models.CharField(max_length=12, blank=True)
    site = models.ForeignKey(
        "organisation.Site", on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    reach = models.PositiveSmallIntegerField(choices=[(0, "none"), *REACH_CHOICES])

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(site__isnull=True, site_kind__in=SITE_KINDS)
                | Q(site__isnull=False, site_kind=""),
                name="offer_kind_or_site",
            ),
            models.CheckConstraint(condition=Q(reach__range=(0, 5)), name="offer_reach_on_ladder"),
            models.UniqueConstraint(
                fields=["task", "site_kind"], condition=Q(site__isnull=True), name="offer_once_per_kind"
            ),
            models.UniqueConstraint(
                fields=["task", "site"], condition=Q(site__isnull=False), name="offer_once_per_site"
            ),
        ]


class TaskOverride(models.Model):
    """A field of a task that the municipality has taken over (see `services.loading`).

    The task, its text or its offer holds the municipality's value; a load of national content leaves it alone
    and only notes here what the nation says now, so that an editor can see the difference and go back.
    `field` is a task field ("standard_minutes"), a text field with its language ("da.title"), the offer at a
    kind of site ("offer.library"), "legal_basis" or "play".
    """

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="overrides")
    field = models.CharField(max_length=24)
    national = models.JSONField(null=True, blank=True)
    national_changed_at = models.DateTimeField(
        null=True, blank=True, help_text="Set when national content changed under the municipality's value."
    )
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(
        "organisation.Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "field"], name="taskoverride_once_per_field")]


class CatalogueRevision(models.Model):
    """One row whose token the database replaces with every change to what search and reach are computed from.

    A trigger (migration 0002) does it, so that no cache in any process can serve what is not true any more.
    """

    id = models.BooleanField(primary_key=True, default=True)
    token = models.UUIDField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=True), name="cataloguerevision_one_row")]
