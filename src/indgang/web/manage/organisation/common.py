"""What the pages of the organisation share."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise

from indgang.base.errors import Invalid
from indgang.ui.access import PageRequest
from indgang.web.manage.forms import Form

UNPROCESSABLE = 422


def answer(
    request: PageRequest,
    template: str,
    form: Form,
    save: Callable[[], Any],
    *,
    said: str | Promise,
    back: str,
    facts: dict[str, Any] | None = None,
) -> HttpResponse:
    """Show the form; when it was sent, save it and go back, or show it again with the reasons beside the fields.

    `back` is the address to go to. NotAllowed and NotFound are left to the middleware.
    """
    if request.method == "POST":
        try:
            save()
        except Invalid as refusal:
            form.refuse(refusal)
            return render(request, template, {"form": form, **(facts or {})}, status=UNPROCESSABLE)
        messages.success(request, str(said))
        return redirect(back)
    return render(request, template, {"form": form, **(facts or {})})


def sent(request: PageRequest) -> Any:
    """What was sent, or None when nothing was."""
    return request.POST if request.method == "POST" else None
