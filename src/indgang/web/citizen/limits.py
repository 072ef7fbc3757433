"""How often one network may take numbers or times: enough for a busy library's own, too few to fill a queue with."""

from django.http import HttpRequest

from indgang.base.counting import counted

MOST = 40
SECONDS = 600


def allow(request: HttpRequest, what: str, *, most: int | None = None) -> bool:
    """Count one more `what` from the sender's address; False once there were `most` within ten minutes.

    Without `most`: `MOST`. Counted for all server processes together, with the address that the proxy passes on to
    Django as REMOTE_ADDR.
    """
    count = counted(f"limit:{what}:{request.META.get('REMOTE_ADDR', '')}", seconds=SECONDS)
    return count <= (MOST if most is None else most)
