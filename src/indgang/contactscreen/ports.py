"""What the contact screen asks of others: where its page is, and sentences for what is wrong with an answer."""

from collections.abc import Callable, Mapping

from indgang.base.errors import Text


def _no_page(token: str) -> str:
    del token
    return ""


class Ports:
    """Filled when the applications that know are ready.

    `address(token)` is the whole address of a seat. `faults` has the sentence for each fault of a form's answer.
    """

    address: Callable[[str], str] = staticmethod(_no_page)
    faults: Mapping[str, Text] = {}


ports = Ports()
