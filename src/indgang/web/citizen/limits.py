"""How often one network may take numbers or times: enough for a busy library's own, too few to fill a queue with."""

from django.core.cache import cache
from django.http import HttpRequest

MOST = 40
SECONDS = 600


def allow(request: HttpRequest, what: str, *, most: int | None = None) -> bool:
    """Count one more `what` from the sender's address; False once there were `most` within ten minutes.

    Without `most`: `MOST`. Counted in this process, and with the address that the proxy passes on to Django as
    REMOTE_ADDR.
    """
    key = f"limit:{what}:{request.META.get('REMOTE_ADDR', '')}"
    cache.add(key, 0, SECONDS)
    return cache.incr(key) <= (MOST if most is None else most)
