"""Which sites the one who looks may see."""

from indgang.base.access import Actor, may
from indgang.core.folding import danish_sort_key
from indgang.organisation.models import Site
from indgang.organisation.queries import active_sites


def sites_of(actor: Actor, permission: str = "organisation.view") -> list[Site]:
    """The active sites where the actor has the permission, in Danish order."""
    sites = [site for site in active_sites() if may(actor, permission, site.pk)]
    return sorted(sites, key=lambda site: danish_sort_key(site.name))


def may_everywhere(actor: Actor, permission: str) -> bool:
    """Whether the actor has the permission at every active site, so that sums over all of them are theirs to see."""
    return all(may(actor, permission, site.pk) for site in active_sites())
