"""The languages of the pages that citizens read at home, each by its own name."""

from collections.abc import Iterable

from indgang.project import env

OWN_NAMES = {"da": "Dansk", "en": "English", "de": "Deutsch", "uk": "Українська", "ar": "العربية"}


def citizen_languages(wanted: Iterable[str]) -> list[tuple[str, str]]:
    """Code and name of the wanted languages, Danish first. Raises BadSetting for one that there is not."""
    wanted = list(wanted)
    unknown = [code for code in wanted if code not in OWN_NAMES]
    if unknown:
        known = ", ".join(OWN_NAMES)
        raise env.BadSetting("CITIZEN_LANGUAGES", f"must be of {known}, not {unknown[0]}")
    return [(code, name) for code, name in OWN_NAMES.items() if code == "da" or code in wanted]
