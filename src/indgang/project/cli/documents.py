"""`export services` and `export booklet`: what is no table."""

import argparse

FORMATS = {"services": "jsonld", "booklet": "pdf"}


def is_document(options: argparse.Namespace) -> bool:
    """Whether something is asked for that is no table."""
    return options.kind in FORMATS


def made(options: argparse.Namespace) -> bytes:
    """The document. Raises Invalid for a format that it does not have, NotFound, NotAllowed."""
    from django.utils.translation import gettext

    from indgang.base.errors import Invalid

    wanted = FORMATS[options.kind]
    if options.format not in {None, wanted}:
        raise Invalid(
            gettext("%(kind)s is exported as %(format)s only.") % {"kind": options.kind, "format": wanted},
            field="format",
        )
    return _services() if options.kind == "services" else _booklet(options)


def _services() -> bytes:
    from indgang.catalogue.cpsv import services_jsonld

    return services_jsonld()


def _booklet(options: argparse.Namespace) -> bytes:
    from indgang.base.access import SYSTEM
    from indgang.catalogue.booklet import booklet_pdf
    from indgang.organisation.queries import find_site

    return booklet_pdf(
        actor=SYSTEM,
        site=find_site(options.site) if options.site else None,
        topic=options.topic or "",
        language=options.language,
        paper=options.paper,
    )
