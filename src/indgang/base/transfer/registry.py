"""The kinds that the domains have registered, and the codes that they vouch for."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from indgang.base.errors import NotFound
from indgang.base.transfer.kinds import Kind
from indgang.base.transfer.suggest import did_you_mean

_kinds: dict[str, Kind] = {}
_codes: dict[str, Callable[[], Iterable[str]]] = {}


def register(*kinds: Kind) -> None:
    """Make kinds known; domains do it in `AppConfig.ready`. Raises ValueError for a name that is taken."""
    for kind in kinds:
        if kind.name in _kinds:
            raise ValueError(f"the kind {kind.name} is registered already")
        _kinds[kind.name] = kind


def register_codes(name: str, codes: Callable[[], Iterable[str]]) -> None:
    """Let columns refer to codes that no kind stores ("tasks"); without it they are not checked."""
    _codes[name] = codes


def names() -> list[str]:
    """The names of all kinds, those that others refer to first."""
    return [kind.name for kind in in_order(_kinds)]


def get(name: str) -> Kind:
    """The kind with this name. Raises NotFound, with what may have been meant."""
    if name not in _kinds:
        raise NotFound(
            _("There is nothing called “%(name)s” to import or export.") % {"name": name}
            + did_you_mean(name, _kinds),
            code="unknown-kind",
        )
    return _kinds[name]


def is_kind(name: str) -> bool:
    """Whether there is a kind with this name."""
    return name in _kinds


def in_order(wanted: Iterable[str]) -> list[Kind]:
    """The kinds, each after those that it needs."""
    ordered: dict[str, Kind] = {}

    def place(name: str) -> None:
        if name not in ordered:
            for needed in _kinds[name].needs:
                if needed in _kinds:
                    place(needed)
            ordered[name] = _kinds[name]

    for name in _kinds:
        place(name)
    chosen = set(wanted)
    return [kind for name, kind in ordered.items() if name in chosen]


def stored_codes(name: str) -> set[str] | None:
    """The codes that a column may refer to by this name; None when nobody vouches for them."""
    if name in _codes:
        return set(_codes[name]())
    if name in _kinds:
        kind = _kinds[name]
        return {kind.code_of(kind.key_of(record) or ()) for record in kind.stored()}
    return None
