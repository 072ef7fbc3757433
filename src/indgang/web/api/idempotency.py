"""A POST with an Idempotency-Key has its effect once; a retry gets the answer that was given the first time.

The key is claimed first, in the transaction of the effect: a retry that comes while the first is still running waits
for it, and a server that dies in between leaves neither key nor effect.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import connection, transaction
from django.db.models import JSONField, Value
from django.http import HttpResponse, JsonResponse
from pydantic import BaseModel

from indgang.base import clock
from indgang.base.errors import Invalid
from indgang.base.models import RememberedRequest
from indgang.core.cpr import contains_cpr
from indgang.web.api.access import ApiRequest

HEADER = "Idempotency-Key"
LONGEST_KEY = 200

CLAIM = """
INSERT INTO base_rememberedrequest (key, caller, method_and_path, fingerprint, status, body, at)
VALUES (%s, %s, %s, %s, 0, 'null', %s)
ON CONFLICT (caller, key) DO NOTHING RETURNING id
"""


class KeyReused(Invalid):
    """The key has been used for another request."""

    code = "idempotency-key-reused"

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key was used for another request. Use a new key for a new request.",
            field=HEADER,
        )


class CprInKey(Invalid):
    """The key, which is kept, holds what looks like a CPR number."""

    code = "cpr-in-text"

    def __init__(self) -> None:
        super().__init__(
            "This Idempotency-Key holds what looks like a CPR number, and keys are kept."
            " Use a random one, such as a UUID.",
            field=HEADER,
        )


def once(operation: Callable[..., Any]) -> Callable[..., Any]:
    """Let an operation run once for each key; without a key it runs each time. Answers 201 with what it returns."""

    @wraps(operation)
    def run(request: ApiRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        key = request.headers.get(HEADER, "").strip()
        if len(key) > LONGEST_KEY:
            raise Invalid(f"An Idempotency-Key has at most {LONGEST_KEY} characters.", field=HEADER)
        if contains_cpr(key):
            raise CprInKey
        if not key:
            return _answer(*_result(operation(request, *args, **kwargs)))
        with transaction.atomic():
            claimed = _claim(request, key)
            if claimed is None:
                return _remembered(request, key)
            status, body = _result(operation(request, *args, **kwargs))
            RememberedRequest.objects.filter(pk=claimed).update(status=status, body=Value(body, JSONField()))
        return _answer(status, body)

    run.runs_once = True  # type: ignore[attr-defined]
    return run


def _caller(request: ApiRequest) -> str:
    return f"{request.auth.kind}:{request.auth.id}"


def _path(request: ApiRequest) -> str:
    return f"{request.method} {request.get_full_path()}"[:300]


def _fingerprint(request: ApiRequest) -> str:
    """What is sent where. Of a form, its fields and files: a retry draws another boundary between them."""
    seen = hashlib.sha256(request.get_full_path().encode())
    if request.content_type != "multipart/form-data":
        seen.update(request.body)
        return seen.hexdigest()
    for name, value in sorted(request.POST.items()):
        seen.update(repr((name, value)).encode())
    for name in sorted(request.FILES):
        for file in request.FILES.getlist(name):
            seen.update(repr((name, file.name, file.size)).encode())
            for chunk in file.chunks():
                seen.update(chunk)
            file.seek(0)
    return seen.hexdigest()


def _claim(request: ApiRequest, key: str) -> int | None:
    values: list[Any] = [key, _caller(request), _path(request), _fingerprint(request), clock.now()]
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, values)
        row = cursor.fetchone()
    return int(row[0]) if row else None


def _remembered(request: ApiRequest, key: str) -> HttpResponse:
    row = RememberedRequest.objects.get(caller=_caller(request), key=key)
    if (row.method_and_path, row.fingerprint) != (_path(request), _fingerprint(request)):
        raise KeyReused
    response = _answer(row.status, row.body)
    response["Idempotent-Replayed"] = "true"
    return response


def _result(returned: Any) -> tuple[int, Any]:
    """The status and JSON body of what an operation returns: a model (201), None (204), or a pair with a status."""
    status, value = returned if isinstance(returned, tuple) else (204 if returned is None else 201, returned)
    return status, value.model_dump(mode="json") if isinstance(value, BaseModel) else value


def _answer(status: int, body: Any) -> HttpResponse:
    if status == 204:
        return HttpResponse(status=204)
    return JsonResponse(body, status=status, safe=False, json_dumps_params={"ensure_ascii": False})
