"""The catalogue's revision: a token that the database replaces with every change (migration 0002).

Whoever keeps something computed from the catalogue keeps the token with it, and one tiny query tells whether
it still holds, in any process and inside any transaction.
"""

from indgang.catalogue.models import CatalogueRevision


def current() -> str:
    """The token now; empty while the catalogue has never been written."""
    token = CatalogueRevision.objects.values_list("token", flat=True).first()
    return str(token) if token else ""
