"""Every address that the application answers, walked from the URL resolver."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

API = "api-v1"


@dataclass(frozen=True)
class Route:
    """One address: its dotted name, its pattern, the names of its arguments, and the view behind it."""

    name: str
    pattern: str
    arguments: tuple[str, ...]
    view: Callable[..., Any]

    @property
    def permission(self) -> str:
        """The permission that the view asks for; empty for a public one."""
        return getattr(self.view, "permission", "")

    @property
    def public_reason(self) -> str:
        """Why everybody may see it; empty for a view with a permission."""
        return getattr(self.view, "public_reason", "")

    @property
    def is_api(self) -> bool:
        """Whether django-ninja answers it; its operations are checked one by one."""
        return self.name.startswith(f"{API}:")

    def path(self, samples: dict[str, Any]) -> str:
        """The address with the samples in it; a sample for "route.name argument" goes before one for "argument"."""
        chosen = {}
        for argument in self.arguments:
            value = samples.get(f"{self.name} {argument}", samples.get(argument))
            if value is None:
                raise KeyError(f"conftest.py has no sample for the argument {argument} of {self.name}")
            chosen[argument] = value
        return reverse(self.name, kwargs=chosen)

    def __str__(self) -> str:
        return self.name or self.pattern


def _walk(
    patterns: list[URLPattern | URLResolver], prefix: str, namespace: str, arguments: tuple[str, ...]
) -> Iterator[Route]:
    for found in patterns:
        pattern = prefix + str(found.pattern)
        names = (*arguments, *found.pattern.converters)
        if isinstance(found, URLResolver):
            inner = f"{namespace}{found.namespace}:" if found.namespace else namespace
            yield from _walk(found.url_patterns, pattern, inner, names)
        else:
            yield Route(namespace + (found.name or ""), pattern, names, found.callback)


ROUTES = list(_walk(get_resolver().url_patterns, "/", "", ()))
PAGES = [route for route in ROUTES if not route.is_api]
STAFF = [route for route in PAGES if route.permission]
PUBLIC = [route for route in PAGES if route.public_reason]
