"""What more the officer can do about a lifeline than phone it: other parts of the desk put themselves in this list."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True, slots=True)
class HelpLink:
    """A way to a lifeline. `view` takes site, desk and the lifeline's code; `key` is a code of `keys.KEYS`."""

    view: str
    icon: str
    label: str | Promise
    key: str
    when_unanswered: bool = False


LINKS: list[HelpLink] = []
