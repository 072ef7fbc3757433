"""The API's description of itself, with what every operation has in common: the key of a POST and the problems."""

from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from indgang.web.api.idempotency import HEADER, LONGEST_KEY
from indgang.web.api.problems import CONTENT_TYPE, Problem

REFERENCES = "#/components/schemas/{model}"
PROBLEMS = {
    400: "The request cannot be read",
    401: "No token, or one that is not valid (any more)",
    403: "The role of the token does not give this permission",
    404: "There is no such thing, or none at a site where the token has a role",
    409: "Not possible as things are now; `way_on` tells what is",
    413: "The request is larger than 5 MB, or the file larger than 10 MB",
    422: "Something that was sent cannot be used; `errors` names the fields",
    500: "A fault here; nothing was changed",
    503: "The database is away; send it again in a moment, with the same Idempotency-Key",
}
READING = (400, 401, 403, 404, 422, 500, 503)
KEY = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "schema": {"type": "string", "maxLength": LONGEST_KEY, "title": HEADER},
    "description": (
        "A name for this request, made up by you. Sent again with the same key within two days, it is not done "
        "again: you get the first answer, with `Idempotent-Replayed: true`. A refused request is forgotten, and may "
        "be tried again with its key. The key with another request is refused (422)."
    ),
}


class DescribedAPI(NinjaAPI):
    """An API whose description also holds what operations have in common."""

    def get_openapi_schema(self, **more: Any) -> OpenAPISchema:
        """The description."""
        described = super().get_openapi_schema(**more)
        schemas = described["components"]["schemas"]
        model = Problem.model_json_schema(ref_template=REFERENCES)
        schemas.update(model.pop("$defs"), Problem=model)
        for path in described["paths"].values():
            for method, operation in path.items():
                _describe(method, operation)
        return described


def _describe(method: str, operation: dict[str, Any]) -> None:
    if method == "post":
        operation["parameters"] = [*operation.get("parameters", []), KEY]
    answers = operation["responses"]
    for status in READING if method == "get" else PROBLEMS:
        answer = answers.setdefault(status, {"description": PROBLEMS[status]})
        content = answer.setdefault("content", {})
        content[CONTENT_TYPE] = {"schema": {"$ref": REFERENCES.format(model="Problem")}}
