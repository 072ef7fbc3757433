"""The ASGI application: static files, what the API gives again, Django; and the live hub while the server runs."""

import gc
import os
from importlib import import_module
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "indgang.project.settings")

from django.conf import settings
from django.core.asgi import get_asgi_application
from servestatic import ServeStaticASGI

from indgang.base.live_hub import hub
from indgang.base.proving import prover
from indgang.project import demo_clock

django_application = get_asgi_application()
demo_clock.follow_environment()

from indgang.web.api.again import Again  # noqa: E402 (needs the app registry)

# A file with its fingerprint in its name never changes: a browser need not ask for it again.
HASHED = r"\.[0-9a-f]{12}\.[^/]+$"
_pages = ServeStaticASGI(
    Again(django_application),
    root=settings.STATIC_ROOT,
    prefix="static",
    max_age=0,
    immutable_file_test=HASHED,
)


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Serve a request, or follow the server's life."""
    if scope["type"] == "lifespan":
        await _lifespan(receive, send)
    else:
        await _pages(scope, receive, send)


async def _lifespan(receive: Any, send: Any) -> None:
    from indgang.catalogue.search import holder  # Needs the app registry.

    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            hub.start()
            # The first officer who searches is not to wait for it.
            holder.renew_in_background()
            _settle()
            await send({"type": "lifespan.startup.complete"})
        elif message["type"] == "lifespan.shutdown":
            await hub.stop()
            await prover.close()
            await send({"type": "lifespan.shutdown.complete"})
            return


def _settle() -> None:
    """Load what the first request would load, and leave it to nobody to look through for garbage again and again."""
    import_module(settings.ROOT_URLCONF)  # Names every face.
    gc.collect()
    gc.freeze()
