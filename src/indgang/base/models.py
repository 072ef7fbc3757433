"""Abstract models, the audit log and the memory of API requests."""

from django.db import models


class Language(models.TextChoices):
    """The languages that Indgang's content exists in."""

    DANISH = "da", "Dansk"
    ENGLISH = "en", "English"


class TextPerLanguage(models.Model):
    """One row of content in one language."""

    language = models.CharField(max_length=5, choices=Language.choices)

    class Meta:
        abstract = True


class AuditEntry(models.Model):
    """Who did what to what. Written beside the change, in its transaction; never changed afterwards."""

    at = models.DateTimeField(db_index=True)
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=120, blank=True)
    action = models.CharField(max_length=80)
    target = models.CharField(max_length=120)
    details = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(fields=["target", "at"], name="auditentry_by_target")]


class RememberedRequest(models.Model):
    """The answer that was given to a POST with an Idempotency-Key, stored in the transaction of its effect."""

    key = models.CharField(max_length=200)
    caller = models.CharField(max_length=80)
    method_and_path = models.CharField(max_length=300)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    body = models.JSONField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["caller", "key"], name="rememberedrequest_once_per_caller"),
        ]
