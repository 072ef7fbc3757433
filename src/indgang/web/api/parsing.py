"""What the API can read: JSON whose texts the database can hold."""

import json
from typing import Any

from django.http import HttpRequest
from ninja.parser import Parser

from indgang.base.errors import Invalid
from indgang.base.storable import unstorable


class StrictParser(Parser):
    """Reads JSON, without the texts and numbers that JSON allows and no table holds."""

    def parse_body(self, request: HttpRequest) -> Any:
        """The body. Raises ValueError, or Invalid that names the field."""
        body = json.loads(request.body, parse_constant=_no_number)
        require_storable(body)
        return body


def require_storable(value: Any) -> None:
    """Raise Invalid for a text, at any depth, that no table can hold."""
    for place in unstorable(value):
        raise Invalid(
            "This text holds a NUL or half a character. Leave it out, and send UTF-8.", field=place or "body"
        )


def _no_number(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
