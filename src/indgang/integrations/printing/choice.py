"""Which printer a site has: the setting INDGANG_PRINTER.

The setting is `none`, `demo` or an address such as `escpos://10.2.0.17:9100`, for every site; or several
separated by commas, each for one site: `magion=escpos://10.2.0.17, billund=escpos://h?profile=TM-T20II`.
Known options of an address are `profile` (a model of python-escpos) and `status=off` (a printer that cannot
tell how it is).
"""

import time
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from django.conf import settings

from indgang.integrations.printing.port import PrinterStatus, TicketPrinter
from indgang.integrations.printing.simple import DemoPrinter, NoPrinter

DEFAULT_PORT = 9100
STATUS_KEPT_SECONDS = 15.0
OPTIONS = {"profile", "status"}

_asked: dict[str, tuple[float, PrinterStatus]] = {}


def printer_for(site_slug: str) -> TicketPrinter:
    """The printer of the site; one that prints nothing where the setting names none."""
    printers = _printers(settings.PRINTER)
    return printers.get(site_slug) or printers[""]


def printer_status(site_slug: str) -> PrinterStatus:
    """How the site's printer is. Asks the printer at most every 15 seconds, and takes at most about three."""
    printer = printer_for(site_slug)
    kept = _asked.get(site_slug)
    now = time.monotonic()
    if kept is None or now - kept[0] > STATUS_KEPT_SECONDS or kept[1].name != printer.name:
        _asked[site_slug] = kept = (now, printer.status())
    return kept[1]


def check_setting(value: str) -> None:
    """Raise ValueError with one clear sentence when INDGANG_PRINTER cannot be used."""
    _printers.__wrapped__(value)


@lru_cache(maxsize=4)
def _printers(value: str) -> dict[str, TicketPrinter]:
    printers: dict[str, TicketPrinter] = {"": NoPrinter()}
    for part in filter(None, (part.strip() for part in value.split(","))):
        slug, separator, address = part.partition("=")
        if not separator or "/" in slug:
            slug, address = "", part
        printers[slug.strip()] = _printer(address.strip())
    return printers


def _printer(address: str) -> TicketPrinter:
    if address == "none":
        return NoPrinter()
    if address == "demo":
        return DemoPrinter()
    return _escpos_printer(address)


def _escpos_printer(address: str) -> TicketPrinter:
    from escpos.capabilities import CAPABILITIES  # Half a second, paid only by who has such a printer.

    from indgang.integrations.printing.escpos_network import EscposPrinter

    parts = urlsplit(address)
    if parts.scheme != "escpos" or not parts.hostname:
        raise ValueError(f"must be none, demo or an address such as escpos://10.2.0.17:9100, not {address!r}")
    try:
        port = parts.port or DEFAULT_PORT
    except ValueError as error:
        raise ValueError(f"has a port that is none: {address!r}") from error
    options = {name: values[-1] for name, values in parse_qs(parts.query).items()}
    if set(options) - OPTIONS:
        raise ValueError(f"knows only the options profile and status, not {address!r}")
    profile = options.get("profile", "")
    if profile and profile not in CAPABILITIES["profiles"]:
        raise ValueError(f"names a printer profile that python-escpos does not know: {profile!r}")
    return EscposPrinter(parts.hostname, port, profile, asks_status=options.get("status") != "off")
