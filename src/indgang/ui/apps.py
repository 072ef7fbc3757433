"""Django's view of this package."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Shared templates, partials and front-end assets."""

    name = "indgang.ui"
    label = "ui"

    def ready(self) -> None:
        """Give whoever logs in their own chair."""
        from django.contrib.auth.signals import user_logged_in

        from indgang.ui.chair import take_own_desk

        user_logged_in.connect(take_own_desk, dispatch_uid="take-own-desk")
