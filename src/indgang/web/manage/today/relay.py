"""What the settings of the contact screen lack."""

from indgang.contactscreen.ice import ice_trouble
from indgang.web.manage.today.items import Item


def relay_items() -> list[Item]:
    """The relay server that is missing, or half set up."""
    trouble = ice_trouble()
    if trouble is None:
        return []
    return [Item("contactscreen-relay", trouble.severity, "", trouble.title, trouble.reason)]
