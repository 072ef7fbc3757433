"""The whole content that comes with Indgang in an empty database."""

from indgang.base.access import SYSTEM
from indgang.catalogue.services import load_content
from tests.kept import kept


def load_everything() -> None:
    """Load it as an operator does, once; after that its rows are put back."""
    kept("everything", _load)


def _load() -> None:
    report = load_content(actor=SYSTEM)
    if not report.is_good:
        raise AssertionError(f"the content has faults: {report.faults}")
