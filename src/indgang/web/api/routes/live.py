"""Changes as they happen."""

from django.http.response import HttpResponseBase
from ninja import Router

from indgang.base.access import may
from indgang.organisation.queries import actor_of_token
from indgang.ui.live import event_stream
from indgang.web.api.access import ApiRequest, permission, site_for

router = Router(tags=["live"])


STREAM = {"responses": {200: {"content": {"text/event-stream": {"schema": {"type": "string"}}}}}}


@router.get(
    "/sites/{site}/live",
    response={200: None},
    summary="Server-sent events of a site",
    openapi_extra=STREAM,
)
@permission("queue.view")
def live(request: ApiRequest, site: str) -> HttpResponseBase:
    """A stream that stays open. The event's name is what changed; its data says which, never whom.

    Nothing is sent again after a lost connection: at `hello` and `resync`, ask for everything anew. The stream
    ends within 30 seconds when the token is revoked.
    """
    site_id = site_for(request.auth, site, "queue.view").pk
    token = request.headers["Authorization"].split()[-1]
    return event_stream(site_id, lambda: may(actor_of_token(token), "queue.view", site_id))
