"""Ways out that lead nowhere: what would have been sent is seen on the manager's page, and no message leaves."""

from contextlib import AbstractContextManager

from indgang.messaging.ports import Connection, Handing, Outcome, Parcel, one_connection


class DemoSender:
    """Takes every message."""

    name = "demo"

    def open(self) -> AbstractContextManager[Connection]:
        """There is nothing to open."""
        return one_connection(self)

    def ask(self, reference: str) -> None:
        """It remembers nothing."""
        del reference

    def send(self, parcel: Parcel, handing: Handing) -> Outcome:
        """Do as if it was sent."""
        handing()
        return Outcome("accepted", provider_id=parcel.reference)
