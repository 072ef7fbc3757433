"""Pages that others may show in a frame: signage systems and the municipality's own site."""

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http.response import HttpResponseBase
from django.views.decorators.clickjacking import xframe_options_exempt

from indgang.ui.middleware import CONTENT_SECURITY_POLICY

View = Callable[..., HttpResponseBase]


def framed(view: View) -> View:
    """Let the places of INDGANG_FRAME_ANCESTORS show the page in a frame."""

    @wraps(view)
    def shown(*args: object, **kwargs: object) -> HttpResponseBase:
        response = view(*args, **kwargs)
        ancestors = " ".join(settings.FRAME_ANCESTORS)
        response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
            "frame-ancestors 'self'", f"frame-ancestors {ancestors}"
        )
        return response

    return xframe_options_exempt(shown)
