"""The municipality's own synonyms. National ones come with the content."""

from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from indgang.base.access import Actor
from indgang.base.errors import Invalid
from indgang.base.transfer.cells import Choice, Text
from indgang.base.transfer.columns import Column, Record
from indgang.base.transfer.kinds import AddFault, Change, Key, Kind, Row, World
from indgang.catalogue.content.schema import LANGUAGES
from indgang.catalogue.errors import refuse_cpr
from indgang.catalogue.models import Synonym
from indgang.catalogue.services.words import LONGEST, add_synonym
from indgang.catalogue.transfer.cells import Listed
from indgang.catalogue.transfer.tasks import EXPORT, IMPORT


class Synonyms(Kind):
    """A row for each group of words that mean the same, or that also mean another."""

    name = "synonyms"
    noun = "synonym"
    title = _("Synonyms")
    key = ("language", "words", "meaning")
    topic = "catalogue"
    import_permission = IMPORT
    export_permission = EXPORT
    columns = (
        Column("language", Choice.of(LANGUAGES, empty="da"), _("da or en; empty is da."), "sprog"),
        Column(
            "words",
            Listed(LONGEST),
            _("Words or phrases that mean the same, with | between."),
            "ord",
            required=True,
        ),
        Column(
            "meaning",
            Text(LONGEST),
            _("What the words also mean, one way only; empty: each means the others."),
            "betydning",
        ),
    )

    def stored(self) -> Iterable[Record]:
        """The municipality's own, in alphabetical order."""
        rows = Synonym.objects.filter(is_local=True).order_by("language", "words", "meaning")
        for row in rows:
            yield {"language": row.language, "words": tuple(row.words), "meaning": row.meaning}

    def check(self, rows: Sequence[Row], world: World, fault: AddFault) -> None:
        """Two words mean the same, one may mean another; no personal number is one."""
        del world
        for row in rows:
            if not row.has("words", "meaning"):
                continue
            words, meaning = row.values["words"], row.values["meaning"]
            if len({word.casefold() for word in words}) < (1 if meaning else 2):
                few = gettext("Write two words or more that mean the same.")
                fault(row, "words", few, "too-few")
            for column, texts in (("words", words), ("meaning", (meaning,))):
                try:
                    refuse_cpr(" ".join(texts), column)
                except Invalid as refusal:
                    fault(row, column, str(refusal), refusal.code)

    def check_outcome(self, after: Mapping[Key, Record], rows: Sequence[Row], fault: AddFault) -> None:
        """No word is its own meaning."""
        del after
        for row in rows:
            meaning = row.values.get("meaning")
            if meaning and meaning.casefold() in {word.casefold() for word in row.values["words"]}:
                fault(row, "meaning", gettext("A word cannot be its own meaning."), "own-meaning")

    def apply(self, changes: Sequence[Change], actor: Actor) -> None:
        """Add what is new."""
        for change in changes:
            add_synonym(
                actor=actor,
                words=change.new["words"],
                meaning=change.new["meaning"],
                language=change.new["language"],
            )
