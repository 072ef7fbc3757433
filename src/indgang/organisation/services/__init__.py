"""Commands of the organisation: keyword-only, one transaction each, audited, told to every screen.

Where they take columns as keywords, those are the columns of the kind of the same name in
`indgang.organisation.transfer`, as raw values or as text.
"""

from indgang.organisation.services.lifelines import save_lifeline, verify_lifeline
from indgang.organisation.services.people import (
    create_administrator,
    create_person,
    deactivate_person,
    make_demo_people,
    remove_competence,
    remove_delegation,
    reset_two_step,
    save_competence,
    save_delegation,
    save_team,
    set_password,
    set_roles,
    update_person,
)
from indgang.organisation.services.places import (
    create_desk,
    create_site,
    remove_closed_period,
    save_closed_period,
    save_municipality,
    set_hours,
    update_desk,
    update_site,
)
from indgang.organisation.services.presence import clear_presence, forget_presence, set_presence
from indgang.organisation.services.tokens import issue_token, revoke_token, revoke_tokens

__all__ = [
    "clear_presence",
    "create_administrator",
    "create_desk",
    "create_person",
    "create_site",
    "deactivate_person",
    "forget_presence",
    "issue_token",
    "make_demo_people",
    "remove_closed_period",
    "remove_competence",
    "remove_delegation",
    "reset_two_step",
    "revoke_token",
    "revoke_tokens",
    "save_closed_period",
    "save_competence",
    "save_delegation",
    "save_lifeline",
    "save_municipality",
    "save_team",
    "set_hours",
    "set_password",
    "set_presence",
    "set_roles",
    "update_desk",
    "update_person",
    "update_site",
    "verify_lifeline",
]
