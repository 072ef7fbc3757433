"""What every template knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from indgang.base import clock


def common(request: HttpRequest) -> dict[str, Any]:
    """Demo mode, who acts, and the server's clock for scripts (ISO time in UTC and its speed)."""
    return {
        "demo": settings.DEMO,
        "actor": getattr(request, "actor", None),
        "server_now": clock.now().isoformat(),
        "clock_speed": clock.speed(),
        "citizen_languages": settings.CITIZEN_LANGUAGES,
        "is_partly_translated": (get_language() or "da").split("-")[0] not in dict(settings.LANGUAGES),
    }
