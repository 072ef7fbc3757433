"""Example forms for cases. What they ask for is invented, and every one is marked as an example."""

from indgang.catalogue.services import FieldTexts, FieldWish

Wish = tuple[str, FieldWish]


def _field(
    kind: str,
    danish: str,
    english: str,
    *,
    needed: bool = False,
    help_text: tuple[str, str] = ("", ""),
    options: tuple[tuple[str, str], ...] = (),
    when: str = "",
    values: tuple[str, ...] = (),
) -> FieldWish:
    return FieldWish(
        kind=kind,
        is_required=needed,
        show_when=when,
        show_values=values,
        texts={
            "da": FieldTexts(danish, help_text[0], tuple(one for one, _other in options)),
            "en": FieldTexts(english, help_text[1], tuple(one for _danish, one in options)),
        },
    )


CHECKED = _field(
    "checklist",
    "Gennemgået med borgeren",
    "Gone through with the citizen",
    needed=True,
    options=(
        ("Legitimation er set", "Proof of identity was seen"),
        ("Borgeren ved, hvornår der kommer svar", "The citizen knows when an answer comes"),
        ("Borgeren har fået koden", "The citizen has the code"),
    ),
)
FORMS: dict[str, tuple[FieldWish, ...]] = {
    "personligt-tillaeg": (
        _field(
            "one_of",
            "Hvad søges der til?",
            "What is it for?",
            needed=True,
            options=(
                ("Tandbehandling", "Dental care"),
                ("Briller", "Glasses"),
                ("Flytning", "Moving"),
                ("Anden udgift", "Another expense"),
            ),
        ),
        _field(
            "text",
            "Hvilken udgift?",
            "Which expense?",
            needed=True,
            when="hvad-soeges-der-til",
            values=("anden-udgift",),
        ),
        _field("number", "Udgiftens størrelse i kr.", "Amount in kroner", needed=True),
        _field("yes_no", "Er udgiften allerede betalt?", "Has it been paid already?", needed=True),
        _field(
            "date",
            "Hvornår blev den betalt?",
            "When was it paid?",
            needed=True,
            when="er-udgiften-allerede-betalt",
            values=("yes",),
        ),
        _field(
            "paper",
            "Overslag eller regning",
            "Estimate or bill",
            needed=True,
            help_text=("Tag et billede, eller vælg en PDF.", "Take a photo, or choose a PDF."),
        ),
        _field("paper", "Budgetskema", "Budget"),
        CHECKED,
    ),
    "boligindskudslaan": (
        _field("address", "Den nye boligs adresse", "Address of the new home", needed=True),
        _field("date", "Indflytning", "Moving in", needed=True),
        _field("number", "Indskud i kr.", "Deposit in kroner", needed=True),
        _field("number", "Månedlig husleje i kr.", "Monthly rent in kroner", needed=True),
        _field("number", "Antal personer i husstanden", "People in the household", needed=True),
        _field("yes_no", "Er der modtaget andre lån til bolig?", "Other loans for housing?", needed=True),
        _field(
            "long_text",
            "Hvilke?",
            "Which?",
            needed=True,
            when="er-der-modtaget-andre-laan-til-bolig",
            values=("yes",),
        ),
        _field("paper", "Lejekontrakt", "Lease", needed=True),
        CHECKED,
    ),
    "boligstoette": (
        _field(
            "one_of",
            "Boligtype",
            "Kind of home",
            needed=True,
            options=(("Lejebolig", "Rented"), ("Ejerbolig", "Owned"), ("Værelse", "Room")),
        ),
        _field(
            "number",
            "Husleje pr. måned i kr.",
            "Rent a month in kroner",
            needed=True,
            when="boligtype",
            values=("lejebolig", "vaerelse"),
        ),
        _field("number", "Boligens størrelse i m²", "Size in square metres"),
        _field(
            "long_text",
            "Hvad har borgeren brug for hjælp til?",
            "What does the citizen need help with?",
            needed=True,
        ),
        _field("paper", "Lejekontrakt", "Lease", when="boligtype", values=("lejebolig", "vaerelse")),
        CHECKED,
    ),
    "byggetilladelse": (
        _field("address", "Ejendommens adresse", "Address of the property", needed=True),
        _field(
            "one_of",
            "Hvad skal bygges?",
            "What is to be built?",
            needed=True,
            options=(
                ("Carport eller garage", "Carport or garage"),
                ("Tilbygning", "Extension"),
                ("Udestue", "Conservatory"),
                ("Andet", "Something else"),
            ),
        ),
        _field("text", "Hvad?", "What?", needed=True, when="hvad-skal-bygges", values=("andet",)),
        _field("number", "Areal i m²", "Area in square metres", needed=True),
        _field("yes_no", "Ejer borgeren ejendommen?", "Does the citizen own it?", needed=True),
        _field(
            "paper",
            "Fuldmagt fra ejeren",
            "Power of attorney",
            needed=True,
            when="ejer-borgeren-ejendommen",
            values=("no",),
        ),
        _field("paper", "Situationsplan", "Site plan", needed=True),
        CHECKED,
    ),
    "daginstitution-opskrivning": (
        _field("date", "Ønsket start", "Wanted start", needed=True),
        _field(
            "several_of",
            "Ønskede tilbud",
            "Wanted places",
            needed=True,
            options=(("Dagpleje", "Childminder"), ("Vuggestue", "Nursery"), ("Børnehave", "Kindergarten")),
        ),
        _field("text", "Første ønske", "First wish"),
        _field("yes_no", "Har barnet søskende der?", "Siblings in an institution?", needed=True),
        _field(
            "text",
            "Hvilken institution?",
            "Which institution?",
            needed=True,
            when="har-barnet-soeskende-der",
            values=("yes",),
        ),
        CHECKED,
    ),
    "parkeringskort-handicap": (
        _field(
            "one_of",
            "Nyt kort eller fornyelse?",
            "New or renewal?",
            needed=True,
            options=(("Nyt kort", "New"), ("Fornyelse", "Renewal")),
        ),
        _field(
            "long_text",
            "Hvordan påvirker gangbesværet hverdagen?",
            "How does it affect daily life?",
            needed=True,
        ),
        _field("paper", "Foto", "Photo", needed=True),
        _field(
            "paper",
            "Lægelig dokumentation",
            "Medical documentation",
            when="nyt-kort-eller-fornyelse",
            values=("nyt-kort",),
        ),
        CHECKED,
    ),
}
