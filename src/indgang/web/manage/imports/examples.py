"""An example row of each kind, for those who fill in a file for the first time. All of it is invented."""

from collections.abc import Mapping

EXAMPLES: Mapping[str, Mapping[str, str]] = {
    "municipality": {"code": "0999", "name": "Eksempel Kommune", "is_fictional": "ja"},
    "sites": {
        "slug": "hovedbiblioteket", "name": "Hovedbiblioteket", "kind": "library", "model": "3", "municipality": "0999",
        "address": "Torvet 1", "postcode": "7200", "town": "Eksempelby", "phone": "79 72 70 00",
        "email": "bibliotek@eksempel.example", "active": "ja",
    },
    "desks": {
        "slug": "hovedbib-kvik-1", "site": "hovedbiblioteket", "label": "KVIK 1", "kind": "quick", "order": "1",
        "active": "ja",
    },
    "hours": {
        "site": "hovedbiblioteket", "kind": "library", "weekday": "mandag", "opens": "9.00", "closes": "18.00",
    },
    "closed-days": {
        "site": "hovedbiblioteket", "first_day": "24-12-2026", "last_day": "26-12-2026", "reason_da": "Juleferie",
        "reason_en": "Christmas", "municipality": "0999",
    },
    "teams": {"code": "vagt-1", "name": "Vagtteam 1"},
    "people": {
        "username": "anna.eksempel", "name": "Anna Eksempel", "title": "Bibliotekar",
        "email": "anna@eksempel.example", "direct_phone": "79 72 70 01", "team": "vagt-1",
        "home_site": "hovedbiblioteket", "background": "library", "language": "da", "active": "ja",
        "roles": "generalist@hovedbiblioteket",
    },
    "competences": {
        "person": "anna.eksempel", "scope_kind": "group", "scope_code": "1", "reach": "prepare",
        "how_won": "Sidemandsoplæring", "valid_from": "01-01-2026",
    },
    "delegations": {
        "person": "anna.eksempel", "scope_kind": "group", "scope_code": "1",
        "decision": "Byrådet 12-01-2026, punkt 7", "valid_from": "01-02-2026",
    },
    "lifelines": {
        "code": "eksempel-livline", "title_da": "Pas og kørekort", "title_en": "Passport and driving licence",
        "person": "anna.eksempel", "team": "vagt-1", "direct_phone": "79 72 70 02",
        "hours": "man-fre 9.00-15.00; tor 9.00-17.00", "active": "ja",
    },
    "series": {
        "site": "hovedbiblioteket", "letter": "K", "name": "KVIK", "desk_kind": "quick", "first": "1", "last": "899",
        "offline_last": "999", "digits": "2", "default": "ja", "active": "ja",
    },
    "call-profiles": {
        "code": "eksempel-kvik", "name": "KVIK", "rules": "due; returned; lane K; lane S after 10",
        "ageing_minutes": "15", "max_wait_minutes": "45", "due_window_minutes": "5",
    },
    "desk-profiles": {"desk": "hovedbib-kvik-1", "profile": "eksempel-kvik"},
    "tasks": {
        "code": "eksempel-cykelpumpe", "title_da": "Lån en cykelpumpe", "title_en": "Borrow a bicycle pump",
        "summary_da": "Lån en pumpe ved skranken, mens du venter.",
        "summary_en": "Borrow a pump at the desk while you wait.",
        "words_da": "cykelpumpe | flad på cyklen", "words_en": "bicycle pump | flat tyre", "topic": "andet",
        "group": "1", "nature": "drift", "standard_minutes": "3", "visibility": "public", "active": "ja",
    },
    "offers": {"task": "eksempel-cykelpumpe", "site_kind": "library", "reach": "afgøre"},
    "sections": {
        "task": "eksempel-cykelpumpe", "section": "bring", "layer": "local", "mode": "replace",
        "reason": "Sådan gør vi her", "text_da": "Lånerkort eller sundhedskort | Cyklen",
        "text_en": "Library card or health card | The bicycle",
    },
    "plays": {
        "task": "eksempel-cykelpumpe", "order": "1", "kind": "do", "reach": "guide", "seconds": "60",
        "text_da": "Giv borgeren pumpen, og bed om at få den igen inden lukketid.",
        "text_en": "Give the citizen the pump, and ask for it back before closing time.",
    },
    "home-numbers": {
        "site": "hovedbiblioteket", "allowed": "ja", "least_wait": "10", "most_waiting": "10", "kept_minutes": "15",
    },
    "resources": {
        "site": "hovedbiblioteket", "kind": "desk", "code": "hovedbib-kvik-1", "places": "1", "active": "ja",
    },
    "resource-hours": {
        "site": "hovedbiblioteket", "kind": "desk", "code": "hovedbib-kvik-1", "weekday": "mandag", "opens": "10.00",
        "closes": "15.00", "public": "ja",
    },
    "blocked-times": {
        "site": "hovedbiblioteket", "from": "2026-11-23 09:30", "to": "2026-11-23 10:30", "reason": "Personalemøde",
    },
    "booking-rules": {"site": "hovedbiblioteket", "is_public": "ja", "grid_minutes": "15", "hold_minutes": "10"},
    "booking-tasks": {"task": "eksempel-cykelpumpe", "minutes": "15", "most_persons": "2", "is_public": "ja"},
}  # fmt: skip
