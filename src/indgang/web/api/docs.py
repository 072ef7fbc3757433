"""The API as a page for people, made from its own description."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from indgang.ui.access import public

METHODS = ("get", "post", "patch", "put", "delete")


@public("The description of the API holds no data; integrators read it before they have a token.")
def description(request: HttpRequest) -> HttpResponse:
    """Every operation with its address, what it takes and what it answers."""
    from indgang.web.api.urls import api

    schema: dict[str, Any] = api.get_openapi_schema()
    groups: dict[str, list[dict[str, Any]]] = {}
    for path, operations in schema["paths"].items():
        for method in METHODS:
            if method in operations:
                operation = operations[method]
                groups.setdefault(operation["tags"][0], []).append(
                    {
                        "method": method.upper(),
                        "path": path,
                        "summary": operation["summary"],
                        "description": operation.get("description", ""),
                        "parameters": operation.get("parameters", []),
                        "body": _fields(schema, operation),
                        "answers": sorted(operation["responses"]),
                    }
                )
    address = reverse("api-v1:openapi-json")
    return render(request, "api/docs.html", {"groups": groups, "info": schema["info"], "openapi": address})


def _fields(schema: dict[str, Any], operation: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of the request's JSON body: name, type and whether it must be there."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    body = content.get("schema", {})
    reference = body.get("$ref") or next((one["$ref"] for one in body.get("allOf", []) if "$ref" in one), "")
    if not reference:
        return []
    model = schema["components"]["schemas"][reference.rsplit("/", 1)[1]]
    required = model.get("required", [])
    return [
        {"name": name, "type": _type(field), "required": name in required}
        for name, field in model.get("properties", {}).items()
    ]


def _type(field: dict[str, Any]) -> str:
    if "anyOf" in field:
        return " | ".join(_type(one) for one in field["anyOf"])
    if "$ref" in field:
        return str(field["$ref"]).rsplit("/", 1)[1]
    return str(field.get("format") or field.get("type", "object"))
