"""The screen on the wall. It shows numbers and desks, never a name or an errand, so everybody may see it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from indgang.base.errors import NotFound
from indgang.base.live_hub import hub
from indgang.ui.access import public
from indgang.ui.framing import framed
from indgang.web.screen.picture import LANGUAGES, TOPICS, Board, boards, draw, setting_of

WHY_PUBLIC = "It hangs on the wall for everybody to see: numbers and desks, never a name or an errand."
SIGN_OF_LIFE_SECONDS = 10.0
RETRY_MILLISECONDS = 1000

AsyncView = Callable[..., Coroutine[Any, Any, HttpResponseBase]]


def public_async(reason: str) -> Callable[[AsyncView], AsyncView]:
    """Like `ui.access.public`, for views that run on the event loop and find their places themselves."""

    def mark(view: AsyncView) -> AsyncView:
        view.public_reason = reason  # type: ignore[attr-defined]
        return view

    return mark


@public(WHY_PUBLIC)
@framed
@never_cache
@require_GET
def screen(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole page. Parameter `language` is da or en; unknown parameters and values are ignored.

    An unknown site answers 404 with a page that tries again by itself, for a screen has nobody to press a
    key.
    """
    language = language_of(request)
    with translation.override(language):
        try:
            setting = setting_of(slug, language)
        except NotFound:
            return render(request, "screen/unknown.html", {"slug": slug}, status=404)
        facts = {"site": setting.site, "picture": draw(setting, language), "screen_language": language}
        return render(request, "screen/screen.html", facts)


@public_async(WHY_PUBLIC)
async def state(request: HttpRequest, slug: str) -> HttpResponse:
    """The moving part alone, for screens that cannot hold a stream; 304 when it is the one they have."""
    try:
        picture = await (await boards.board(slug, language_of(request))).picture()
    except NotFound:
        return HttpResponse(status=404)
    tag = f'"{picture.revision}"'
    known = request.headers.get("If-None-Match") == tag
    response = HttpResponse(status=304) if known else HttpResponse(picture.html)
    response["ETag"] = tag
    response["Cache-Control"] = "no-cache"
    response["X-Drawn-At"] = picture.at.isoformat()
    return response


@public_async(WHY_PUBLIC)
async def live(request: HttpRequest, slug: str) -> HttpResponseBase:
    """A stream of the moving part: each new picture, and a sign of life every ten seconds."""
    try:
        board = await boards.board(slug, language_of(request))
    except NotFound:
        return HttpResponse(status=404)
    response = StreamingHttpResponse(_pictures(board), content_type="text/event-stream")
    response["Cache-Control"] = "no-store"
    response["X-Accel-Buffering"] = "no"
    return response


async def _pictures(board: Board) -> AsyncIterator[bytes]:
    async with hub.subscribe(board.site_id) as messages:
        yield f"retry: {RETRY_MILLISECONDS}\n\n".encode()
        sent = ""
        while True:
            picture = await board.picture()
            yield picture.sign_of_life if picture.revision == sent else picture.event
            sent = picture.revision
            await _next_change(messages)


async def _next_change(messages: asyncio.Queue[dict[str, object]]) -> None:
    """Return when something that a screen shows has changed, or when it is time for a sign of life."""
    try:
        async with asyncio.timeout(SIGN_OF_LIFE_SECONDS):
            while (await messages.get()).get("topic") not in TOPICS:
                pass
    except TimeoutError:
        return
    while not messages.empty():
        messages.get_nowait()


def language_of(request: HttpRequest) -> str:
    """The language that the address asks for, else the device's cookie, else Danish."""
    for wanted in (request.GET.get("language"), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)):
        if wanted in LANGUAGES:
            return wanted
    return "da"
