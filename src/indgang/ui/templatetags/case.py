"""Template filters of cases."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def entry(mapping: Mapping[str, Any], key: str) -> Any:
    """The value for a key; None when there is none."""
    return mapping.get(key)
