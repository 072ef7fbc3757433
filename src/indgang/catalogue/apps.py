"""Django's view of this package."""

from django.apps import AppConfig


class CatalogueConfig(AppConfig):
    """Tasks, plays, offers and their search."""

    name = "indgang.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions, the kinds of rows and the message, and hear of changes for the search."""
        from indgang.base.live_hub import hub
        from indgang.catalogue import messages, policies, transfer  # Need the app registry.
        from indgang.catalogue.search.holder import holder

        policies.register()
        transfer.register()
        messages.register()
        holder.listen(hub)
