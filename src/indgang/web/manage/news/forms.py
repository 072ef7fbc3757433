"""The form of a news item: texts, days, and for whom it is."""

from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict
from django.utils.translation import gettext as _

from indgang.base.access import Actor, may
from indgang.base.errors import Invalid
from indgang.catalogue.models import NewsKind
from indgang.catalogue.queries import topics
from indgang.catalogue.queries.news import ManagedNews
from indgang.catalogue.services import NewsWish
from indgang.catalogue.services.news import LONGEST_TITLE, STAFF_ROLES
from indgang.core.day import danish_date
from indgang.core.folding import danish_sort_key
from indgang.web.manage import choices
from indgang.web.manage.forms import Field, Form
from indgang.web.manage.sites import sites_of

CHECKBOXES = {"is_important", "needs_receipt"}
GROUPS = ("roles", "sites", "topics")


@dataclass(slots=True)
class Group:
    """Several things to tick; none ticked means everybody. `options` holds (value, label, is ticked)."""

    name: str
    legend: str
    options: list[tuple[str, str, bool]]
    error: str = ""


@dataclass(slots=True)
class NewsForm(Form):
    """The fields in two parts, what is ticked of the target group, and whether it must be read again."""

    texts: list[Field] = field(default_factory=list)
    groups: list[Group] = field(default_factory=list)
    again: bool = False

    def refuse(self, refusal: Invalid) -> None:
        """Put the reason beside its field or group."""
        group = next((one for one in self.groups if one.name == refusal.field), None)
        if group is not None:
            group.error = str(refusal)
            return
        super(NewsForm, self).refuse(refusal)

    def field(self, name: str) -> Field | None:
        """The field with this name, among the texts too."""
        return next((one for one in [*self.texts, *self.fields] if one.name == name), None)


def form_for(actor: Actor, item: ManagedNews | None, sent: QueryDict | None) -> NewsForm:
    """The form with what was sent, else with what is stored, else empty."""
    form = NewsForm("news", again=sent is not None and sent.get("again") == "again")
    labels = _labels()
    for name in ("title_da", "body_da", "title_en", "body_en"):
        widget = "textarea" if name.startswith("body") else "text"
        most = LONGEST_TITLE if widget == "text" else None
        form.texts.append(
            Field(
                name,
                labels[name],
                "",
                widget,
                _value(name, item, sent),
                name.endswith("da"),
                most=most,
                id=name,
            )
        )
    kinds = [(kind.value, choices.capital(kind.label)) for kind in (NewsKind.NEWS, NewsKind.INSTRUCTION)]
    if item is None or item.kind != "change":
        form.fields.append(
            Field(
                "kind",
                labels["kind"],
                "",
                "select",
                _value("kind", item, sent) or "news",
                True,
                kinds,
                id="kind",
            )
        )
    hints = _hints()
    for name in ("first_day", "last_day", "is_important", "needs_receipt", "due"):
        widget = "checkbox" if name in CHECKBOXES else "date"
        value = _value(name, item, sent)
        form.fields.append(Field(name, labels[name], hints.get(name, ""), widget, value, False, id=name))
    form.groups = _groups(actor, item, sent)
    return form


def wish_of(form: NewsForm, actor: Actor) -> NewsWish:
    """What is filled in. Raises Invalid for a day that is none, and where the actor must choose a site."""
    values = {one.name: one.value for one in [*form.texts, *form.fields]}
    ticked = {
        group.name: frozenset(value for value, _label, on in group.options if on) for group in form.groups
    }
    if not ticked["sites"] and not may(actor, "catalogue.write_news_for_all"):
        raise Invalid(_("Choose at least one of your sites."), field="sites")
    return NewsWish(
        texts={
            language: (values[f"title_{language}"], values[f"body_{language}"]) for language in ("da", "en")
        },
        kind=values.get("kind", "change"),
        is_important=values["is_important"] == "yes",
        needs_receipt=values["needs_receipt"] == "yes",
        roles=ticked["roles"],
        sites=ticked["sites"],
        topics=ticked["topics"],
        first_day=_day("first_day", values["first_day"]),
        last_day=_day("last_day", values["last_day"]),
        due=_day("due", values["due"]),
    )


def _value(name: str, item: ManagedNews | None, sent: QueryDict | None) -> str:
    if sent is not None:
        return str(sent.get(name, "no" if name in CHECKBOXES else ""))
    if item is None:
        return "no" if name in CHECKBOXES else ""
    if name in CHECKBOXES:
        return "yes" if getattr(item, name) else "no"
    part, _dot, language = name.partition("_")
    if part in {"title", "body"}:
        return item.texts.get(language, ("", ""))[part == "body"]
    if name == "kind":
        return item.kind
    return _stored_day(name, item)


def _stored_day(name: str, item: ManagedNews) -> str:
    if name == "first_day":
        return (
            ""
            if item.state == "draft" and not item.is_planned
            else danish_date(item.publish_from).isoformat()
        )
    if name == "due":
        return item.due.isoformat() if item.due else ""
    return item.last_day.isoformat() if item.last_day else ""


def _day(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Invalid(_("Write a day as 2026-11-24."), field=name) from None


def _groups(actor: Actor, item: ManagedNews | None, sent: QueryDict | None) -> list[Group]:
    ticked = {
        name: set(sent.getlist(name) if sent is not None else getattr(item, name) if item else [])
        for name in GROUPS
    }
    words = choices.role_words()
    options = {
        "roles": [(role, words[role]) for role in STAFF_ROLES],
        "sites": [(site.slug, site.name) for site in sites_of(actor, "catalogue.write_news")],
        "topics": sorted(
            ((topic.code, topic.title) for topic in topics()), key=lambda pair: danish_sort_key(pair[1])
        ),
    }
    legends = {
        "roles": _("Roles"),
        "sites": _("Sites"),
        "topics": _("Those with a competence in the topic"),
    }
    return [
        Group(name, legends[name], [(value, word, value in ticked[name]) for value, word in options[name]])
        for name in GROUPS
    ]


def _labels() -> dict[str, str]:
    return {
        "title_da": _("Title in Danish"),
        "body_da": _("Text in Danish"),
        "title_en": _("Title in English"),
        "body_en": _("Text in English"),
        "kind": _("Kind"),
        "first_day": _("First day"),
        "last_day": _("Last day"),
        "is_important": _("Important: shown first, and marked at the desk"),
        "needs_receipt": _("Ask everybody for a receipt"),
        "due": _("To be read by"),
    }


def _hints() -> dict[str, str]:
    return {
        "first_day": _("Empty: as soon as it is published."),
        "last_day": _("After that it is marked as old, and can still be found."),
        "due": _("The last day to read it on. Needs a receipt."),
    }
