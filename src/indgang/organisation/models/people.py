"""People, teams, roles, competences, delegations and access tokens."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from indgang.base.access import ROLES
from indgang.base.models import Language
from indgang.core.reach import Reach
from indgang.organisation.models.places import Site

REACH_CHOICES = [(reach.value, reach.code) for reach in Reach if reach is not Reach.NONE]


class Background(models.TextChoices):
    """Which house a person comes from; the figures show what each can solve (seed 001, model 3)."""

    CITIZEN_SERVICE = "citizen_service", _("citizen service")
    LIBRARY = "library", _("library")
    OTHER = "other", _("other")


class Team(models.Model):
    """A team that people belong to."""

    code = models.SlugField(max_length=40)
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="team_code_unique")]

    def __str__(self) -> str:
        return self.name


class PersonManager(BaseUserManager["Person"]):
    """Finds people for Django's login."""

    def create_user(self, username: str, name: str, password: str | None = None) -> "Person":
        """A new person, for tests; without a password one that cannot log in."""
        person = self.model(username=self.model.normalize_username(username), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        """The person with this user name, whatever its case. Raises Person.DoesNotExist."""
        return self.get(username=self.model.normalize_username(username or ""))


class Person(AbstractBaseUser):
    """Somebody who works here; also the one who logs in (with `username`)."""

    username = models.CharField(max_length=40)
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=80, blank=True)
    email = models.EmailField(blank=True)
    direct_phone = models.CharField(max_length=20, blank=True)
    team = models.ForeignKey(Team, on_delete=models.SET_NULL, null=True, blank=True, related_name="people")
    home_site = models.ForeignKey(Site, on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    background = models.CharField(max_length=16, choices=Background.choices, default=Background.OTHER)
    language = models.CharField(max_length=5, choices=Language.choices, default=Language.DANISH)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(
        default=False, help_text="Invented for the demo; may be logged in with one click there."
    )

    objects: ClassVar[PersonManager] = PersonManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["username"], name="person_username_unique"),
            models.CheckConstraint(
                condition=Q(username=Lower("username")), name="person_username_lower_case"
            ),
            models.CheckConstraint(
                condition=Q(background__in=Background.values), name="person_background_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def normalize_username(cls, username: str) -> str:
        """User names are kept in small letters."""
        return super().normalize_username(username).lower()

    @property
    def is_staff(self) -> bool:
        """False: Django's admin site is not used."""
        return False


class RoleGrant(models.Model):
    """A role that a person holds at a site, or with `site` empty everywhere."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="role_grants")
    role = models.CharField(max_length=16, choices=[(role, role) for role in ROLES])
    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "role", "site"], name="rolegrant_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(role__in=[role for role in ROLES if role not in {"device", "api"}]),
                name="rolegrant_role_for_people",
            ),
        ]


class ScopeKind(models.TextChoices):
    """What a competence or delegation covers, most specific first."""

    TASK = "task", _("one task")
    TOPIC = "topic", _("a topic")
    GROUP = "group", _("a task group")


class Scoped(models.Model):
    """Covers one task, a topic or a task group by its code ("pas-voksen", "rejse", "1").

    The code is not a foreign key: tasks live in the catalogue, a layer above (docs/adr). The import checks
    it.
    """

    scope_kind = models.CharField(max_length=8, choices=ScopeKind.choices)
    scope_code = models.CharField(max_length=60)

    class Meta:
        abstract = True


class Competence(Scoped):
    """How far a person may go with some tasks, how that was won and when it lapses."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="competences")
    reach = models.PositiveSmallIntegerField(choices=REACH_CHOICES)
    how_won = models.CharField(max_length=120, blank=True)
    valid_from = models.DateField()
    lapses_on = models.DateField(
        null=True, blank=True, help_text="The first day on which it no longer holds."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scope_kind", "scope_code", "valid_from"], name="competence_once_per_start"
            ),
            models.CheckConstraint(condition=Q(reach__range=(1, 5)), name="competence_reach_on_ladder"),
            models.CheckConstraint(
                condition=Q(lapses_on__isnull=True) | Q(lapses_on__gt=F("valid_from")),
                name="competence_lapses_after_start",
            ),
        ]


class Delegation(Scoped):
    """Who may decide what, and by which decision (bemyndigelse)."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="delegations")
    decision = models.CharField(max_length=200, help_text="The decision that gives it: body, date and item.")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True, help_text="The last day on which it holds.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "scope_kind", "scope_code", "valid_from"], name="delegation_once_per_start"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="delegation_not_backwards",
            ),
        ]


class AccessToken(models.Model):
    """A token for a device (kiosk, screen) or a system; only its SHA-256 digest is kept."""

    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64)
    role = models.CharField(max_length=16, choices=[(role, role) for role in ROLES])
    site = models.ForeignKey(Site, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    person = models.ForeignKey(
        Person,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        help_text="Acts as this person.",
    )
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], name="accesstoken_digest_unique"),
            models.CheckConstraint(condition=Q(role__in=ROLES), name="accesstoken_role_known"),
        ]
