"""Every address says who may use it."""

from collections import Counter

import pytest
import rules

from indgang.web.api.urls import api
from tests.conformance.routes import PAGES, ROUTES, STAFF, Route

# Pages that allauth makes; each is reached through an address of ours that carries the reason.
OF_ALLAUTH = {
    "account_login": "Nobody has logged in yet.",
    "account_logout": "It asks whether to log out; a stranger is sent home.",
    "account_inactive": "It tells a person whose access is closed whom to ask.",
    "account_reauthenticate": "It asks for the password of who is logged in already.",
    "account_change_password": "Everybody may change their own password; allauth asks strangers to log in.",
    "mfa_index": "Everybody looks after their own second step; allauth asks strangers to log in.",
    "mfa_authenticate": "The second step of a login that has begun; without one allauth asks to log in.",
    "mfa_reauthenticate": "It asks for the code of who is logged in already.",
    "mfa_activate_totp": "One's own second step.",
    "mfa_deactivate_totp": "One's own second step.",
    "mfa_view_recovery_codes": "One's own second step, after the password was asked for again.",
    "mfa_generate_recovery_codes": "One's own second step, after the password was asked for again.",
    "mfa_download_recovery_codes": "One's own second step, after the password was asked for again.",
}


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_a_page_has_a_permission_or_says_why_it_is_public(route: Route) -> None:
    assert bool(route.permission) != bool(route.public_reason), "give the view @permission or @public"
    assert not route.permission or rules.perm_exists(route.permission), "no policies.py registers it"
    assert not route.public_reason or len(route.public_reason.split()) > 3, "that is no reason"


def test_the_pages_of_allauth_are_those_that_were_thought_about() -> None:
    theirs = {route.name for route in PAGES if route.view.__module__.startswith("allauth")}
    assert theirs == set(OF_ALLAUTH)


def test_every_operation_of_the_api_has_a_permission_that_exists() -> None:
    operations = [
        one
        for _, router in api._routers
        for view in router.path_operations.values()
        for one in view.operations
    ]
    unguarded = [
        one.path for one in operations if not rules.perm_exists(getattr(one.view_func, "permission", ""))
    ]
    assert operations
    assert unguarded == []


def test_nothing_of_the_api_is_open_but_its_description() -> None:
    theirs = {route.name for route in ROUTES if route.is_api}
    operations = {one for one in theirs if one.endswith(("openapi-json", "api-root"))}
    assert "api-v1:openapi-json" in operations
    described = api.get_openapi_schema()["paths"]
    open_ones = [
        (path, method)
        for path, methods in described.items()
        for method, operation in methods.items()
        if not operation.get("security")
    ]
    assert open_ones == []


def test_names_and_addresses_are_unique() -> None:
    names = Counter(route.name for route in PAGES)
    patterns = Counter(route.pattern for route in PAGES)
    assert [name for name, count in names.items() if count > 1 or not name] == []
    assert [pattern for pattern, count in patterns.items() if count > 1] == []


def test_addresses_are_lower_case_words_with_hyphens() -> None:
    fixed = {
        part
        for route in PAGES
        for part in route.pattern.strip("/").split("/")
        if part and "<" not in part and not part.endswith((".js", ".json"))
    }
    assert [part for part in fixed if part != part.lower() or "_" in part] == []


def test_every_permission_is_used_by_a_page_a_command_or_the_api() -> None:
    from tests.conformance.sources import sources

    text = "\n".join(body for path, body in sources() if path.name != "policies.py")
    unused = [
        name for name in rules.permissions.permissions if f'"{name}"' not in text and not _for_kind(name)
    ]
    assert unused == []
    assert STAFF


def _for_kind(name: str) -> bool:
    """Whether the permission belongs to a kind of rows, which names it by its own attributes."""
    from indgang.base.transfer import registry

    kinds = [registry.get(kind) for kind in registry.names()]
    return any(name in vars(type(kind)).values() or name in _inherited(kind) for kind in kinds)


def _inherited(kind: object) -> set[str]:
    return {str(getattr(kind, name)) for name in dir(kind) if "permission" in name}
