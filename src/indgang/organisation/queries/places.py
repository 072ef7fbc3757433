"""Sites, desks and people by their codes."""

from indgang.base.errors import NotFound
from indgang.organisation.models import Desk, Municipality, Person, Site


def find_site(slug: str) -> Site:
    """The active site with this slug, with its municipality. Raises NotFound."""
    site = Site.objects.select_related("municipality").filter(slug=slug, is_active=True).first()
    if site is None:
        raise NotFound(facts={"site": slug})
    return site


def find_desk(slug: str) -> Desk:
    """The active desk with this slug, with its site and municipality. Raises NotFound."""
    desks = Desk.objects.select_related("site__municipality")
    desk = desks.filter(slug=slug, is_active=True, site__is_active=True).first()
    if desk is None:
        raise NotFound(facts={"desk": slug})
    return desk


def find_person(username: str) -> Person:
    """The active person with this user name, whatever its case. Raises NotFound."""
    person = Person.objects.filter(username=Person.normalize_username(username), is_active=True).first()
    if person is None:
        raise NotFound(facts={"person": username})
    return person


def home_site_of(person_id: int) -> Site | None:
    """Where the person belongs, or None."""
    return Site.objects.filter(pk__in=Person.objects.filter(pk=person_id).values("home_site")).first()


def active_sites() -> list[Site]:
    """All active sites with their municipalities, by name."""
    return list(Site.objects.select_related("municipality").filter(is_active=True).order_by("name"))


def desks_of(site: Site) -> list[Desk]:
    """The active desks of a site, in the order of its page."""
    return list(site.desks.filter(is_active=True).order_by("order", "label"))


def municipality_of(site: Site | None = None) -> Municipality | None:
    """The site's municipality; without a site the first one, None before anything is set up."""
    return site.municipality if site else Municipality.objects.order_by("pk").first()
