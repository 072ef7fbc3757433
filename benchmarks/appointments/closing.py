"""Somebody who closes: ``python -m benchmarks.appointments.closing``.

Holds last two minutes from now on. Then it reads times (ISO 8601) from standard input, blocks the quarter of an hour
from each on for the whole site, and says so on standard output.
"""

import sys
from datetime import datetime, timedelta

import django

django.setup()

from indgang.base.access import SYSTEM  # noqa: E402 (Django must be set up first)
from indgang.booking import services  # noqa: E402
from indgang.organisation.models import Site  # noqa: E402

HOLD_MINUTES = 2


def main() -> None:
    """Close until there is nothing more to read."""
    site = Site.objects.select_related("municipality").get()
    services.set_rules(actor=SYSTEM, municipality=site.municipality, site=site, hold_minutes=HOLD_MINUTES)
    print("ready", flush=True)
    for line in sys.stdin:
        start = datetime.fromisoformat(line.strip())
        services.block(actor=SYSTEM, site=site, start=start, end=start + timedelta(minutes=15))
        print("closed", flush=True)


if __name__ == "__main__":
    main()
