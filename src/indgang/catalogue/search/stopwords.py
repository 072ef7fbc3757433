"""Words that say nothing about the errand, as they are written in small letters."""

_DANISH = """
ad af alle alt altså at blev blive bliver bør da dag de dem den denne der deres derfor det dette dig din
dine disse dit dog du efter eller en end er et ham han hans har havde have hej her hende hendes hos hun hvad
hvem hvilken hvilke hvor hvordan hvorfor hvornår i igen ikke ind ingen ja jeg jer jeres jo kan kom komme
kommer kunne lidt lige man mange måske med meget men mere mig min mindre mine mit mod mon må ned nej noget
nogen nogle nok nu når og også om op os over på sagde selv siden sig sin sine sit skal skulle som så synes
gå går gik gået lægge lægger ligge ligger sætte hen henne kommet
tak ti til ud under var vi vide vil ville være været vær vores altid gerne godt hvis tager få får fået lave
gøre gør giver give ved brug bruge findes finde venligst goddag står dk
"""
_ENGLISH = """
a about am an and any are as at be been but by can could did do does for from get got had has have he hello
her hers hi him his how i if in into is it its just like me my need of on or our please she should so some
that the their them then there they this to up us want was we were what when where which who why will with
would you your
"""

_AS_TYPED = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})

# As they are written, also on a keyboard without æ, ø and å. Not folded: "ændre" is no "andre".
STOP_WORDS = {
    "da": frozenset(_DANISH.split()) | frozenset(_DANISH.translate(_AS_TYPED).split()),
    "en": frozenset(_ENGLISH.split()),
}

ANY_STOP_WORD = frozenset().union(*STOP_WORDS.values())

# Danish stop words that are words of their own in English. All others say nothing there either, though English
# phrases name Danish things ("erklæring om tro og love").
_ALSO_ENGLISH = "dog man men den fine mine mod under her ham let over by hens"
FOREIGN_STOP_WORDS = {
    "da": frozenset[str](),
    "en": STOP_WORDS["da"] - STOP_WORDS["en"] - frozenset(_ALSO_ENGLISH.split()),
}

# Endings that look like the last part of a compound.
_ENDINGS = """
ing ning hed else ende ede lig dom skab for ens nin ten ship ery able less ness ment
"""
NO_PARTS = frozenset(_ENDINGS.split())

# What every conversation has whatever its matter: not nothing, but little beside the word that names the errand.
_EVERYDAY = {
    "da": """
    mor far mand mands kone kones kæreste samlever bror søster ven veninde familie mennesker person personer folk
    ung gammel gamle gammelt lille stor store nye nyt ny lang langt rigtig rigtige godt god gode dårlig dårligt
    hjælp hjælpe hjælper mangler mangle skylder spørge spørgsmål snakke tale taler ringe ringer høre hører
    søge søger finde finder bestille bestil starte starter begynde begynder stoppe prøve prøver prøvet
    tro tror ved vidste forstår forstå betyder sige siger sagt fortælle ønsker ønske ordne ordner ordnet klare
    dag dage i morgen i går uge uger måned måneder år tid tiden nogensinde stadig lige sidste næste første
    sted steder ting tingene slags hel hele helt flere mange dele del hver eget egen egne andet anden andre
    mens imens samtidig herhen bare danmark
    """,
    "en": """
    mother father husband wife partner brother sister friend family people person man woman old young big small
    new good bad help need want find get make know tell say ask talk call today tomorrow yesterday day days week
    weeks month months year years time next last first still just also only other another own some any
    municipality denmark danish
    """,
}
EVERYDAY = {
    language: frozenset(words.split()) | frozenset(words.translate(_AS_TYPED).split())
    for language, words in _EVERYDAY.items()
}
