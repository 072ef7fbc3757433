"""Django's view of this package."""

from django.apps import AppConfig


class BookingConfig(AppConfig):
    """Appointments."""

    name = "indgang.booking"
    label = "booking"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the permissions, the messages and what can be moved in files, and tell the queue who is coming
        and the organisation who is busy."""
        from indgang.booking import messages, policies, transfer  # Need the app registry.
        from indgang.booking.queries import coming
        from indgang.booking.queries.busy import busy_people
        from indgang.organisation.ports import ports as of_organisation
        from indgang.queue.ports import ports

        policies.register()
        messages.register()
        transfer.register()
        ports.coming = coming
        of_organisation.busy = busy_people
