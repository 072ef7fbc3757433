"""A client of the API with a token."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from indgang.base.access import SYSTEM
from indgang.organisation.services import issue_token
from tests.cast import Cast

_keys = count(1)


@dataclass
class ApiClient:
    """Sends JSON with a token, and a fresh Idempotency-Key with every POST unless told otherwise."""

    token: str
    client: Client = field(default_factory=Client)

    def get(self, path: str, **query: Any) -> Any:
        return self.client.get(f"/api/v1/{path}", query, headers={"authorization": f"Bearer {self.token}"})

    def send(self, path: str, body: Any = None, key: str | None = "", method: str = "POST") -> Any:
        headers = {"authorization": f"Bearer {self.token}"}
        if key is not None:
            headers["idempotency-key"] = key or f"key-{next(_keys)}"
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body or {}),
            content_type="application/json",
            headers=headers,
        )

    def post(self, path: str, body: Any = None, *, status: int = 201) -> Any:
        response: HttpResponse = self.send(path, body)
        assert response.status_code == status, response.content.decode()
        return json.loads(response.content) if response.content else None


@pytest.fixture
def connect(cast: Cast) -> Callable[..., ApiClient]:
    def connected(role: str = "api", site: Any = None, person: Any = None) -> ApiClient:
        return ApiClient(issue_token(actor=SYSTEM, name=f"test {role}", role=role, site=site, person=person))

    return connected


@pytest.fixture
def api(connect: Callable[..., ApiClient]) -> ApiClient:
    return connect()
