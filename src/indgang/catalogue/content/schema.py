"""What a content file must look like. Models refuse unknown keys and never turn one type into another."""

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Kle = Annotated[str, StringConstraints(pattern=r"^\d{2}\.\d{2}(\.\d{2})?$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=300)]
ReachCode = Literal["inform", "guide", "receive", "prepare", "decide"]
SiteKindCode = Literal["town_hall", "library", "branch", "book_bus", "partner", "remote"]
AudienceCode = Literal[
    "citizens",
    "children",
    "young",
    "families",
    "seniors",
    "newcomers",
    "visitors",
    "businesses",
    "associations",
]
LANGUAGES = ("da", "en")


def _text(longest: int) -> object:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


class Strict(BaseModel):
    """Refuses unknown keys and wrong types; cannot be changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TextContent(Strict):
    """What the citizen reads, says and brings, and what an officer tells them, in one language.

    `conditions` say who can have it, `procedure` how it goes (the citizen's own steps), `expect` what happens
    then and when, `output` what one gets, `appeal` how one complains, `forbidden` what an officer must not write
    down.
    """

    title: Annotated[str, _text(120)]
    summary: Annotated[str, _text(300)]
    words: list[Annotated[str, _text(120)]] = Field(min_length=1)
    bring: list[Annotated[str, _text(200)]] = []
    description: Annotated[str, _text(2500)] | None = None
    conditions: list[Annotated[str, _text(300)]] = []
    procedure: list[Annotated[str, _text(300)]] = []
    expect: Annotated[str, _text(600)] | None = None
    output: Annotated[str, _text(160)] | None = None
    appeal: Annotated[str, _text(600)] | None = None
    forbidden: Annotated[str, _text(600)] | None = None


class BothLanguages(Strict):
    """A text in every language that content exists in."""

    da: TextContent
    en: TextContent


class LegalContent(Strict):
    """A law or rule."""

    title: Annotated[str, _text(200)]
    url: Url | None = None


class SourceContent(Strict):
    """Where a fact comes from. `verified` is the day when somebody read it there; None when nobody has."""

    kind: Literal["law", "seed", "page"]
    title: Annotated[str, _text(200)]
    url: Url | None = None
    verified: date | None = None


class CostContent(Strict):
    """What it costs. `amount` in kroner ("178.00") from the Danish day `since`; both None when not known here."""

    kind: Literal["free", "fee", "varies"]
    amount: Annotated[str, StringConstraints(pattern=r"^\d{1,6}\.\d{2}$")] | None = None
    since: date | None = None

    @model_validator(mode="after")
    def _amount_has_a_day(self) -> Self:
        if (self.amount is None) != (self.since is None) or (self.kind != "fee" and self.amount is not None):
            raise ValueError("amount_needs_since")
        return self


class ProcessingContent(Strict):
    """How long it takes as a rule, in days; 0 is while the citizen waits."""

    min_days: Annotated[int, Field(ge=0, le=3650)]
    max_days: Annotated[int, Field(ge=0, le=3650)]

    @model_validator(mode="after")
    def _min_before_max(self) -> Self:
        if self.min_days > self.max_days:
            raise ValueError("min_after_max")
        return self


class StepContent(Strict):
    """One step of a play; `seconds` is how long it takes as a rule."""

    kind: Literal["ask", "id_check", "do", "co_service", "stop_refer", "close"]
    reach: ReachCode = "guide"
    seconds: Annotated[int, Field(ge=5, le=3600)] | None = None
    to: Literal["lifeline", "service", "town_hall"] | None = None
    da: Annotated[str, _text(600)]
    en: Annotated[str, _text(600)]

    @model_validator(mode="after")
    def _stop_says_where_to(self) -> Self:
        if (self.kind == "stop_refer") != (self.to is not None):
            raise ValueError("stop_refer_needs_to" if self.to is None else "only_stop_refer_has_to")
        return self


class TaskContent(Strict):
    """A task with its texts, offers and play."""

    code: Code
    kle: Kle | None
    topic: Code
    group: Annotated[int, Field(ge=1, le=3)]
    nature: Literal["operational", "grey_zone", "authority"]
    standard_minutes: Annotated[int, Field(ge=1, le=240)]
    priority: Annotated[int, Field(ge=1, le=3)] = 2
    sensitive: bool
    desk: Literal["quick", "service"] = "quick"
    lifeline: Code | None = None
    tools: list[Annotated[str, _text(80)]] = []
    self_service: Url | None = None
    audience: list[AudienceCode] = []
    life_events: list[Code] = []
    authority: Code | None = None
    id_check: Literal["none", "conversation", "document", "photo_id", "mitid"] | None = None
    channels: list[Literal["in_person", "online", "phone", "post", "email"]] = []
    cost: CostContent | None = None
    processing: ProcessingContent | None = None
    related: list[Code] = []
    sources: list[SourceContent] = []
    review_months: Annotated[int, Field(ge=1, le=60)] = 12
    legal_basis: list[LegalContent] = []
    offers: dict[SiteKindCode, ReachCode] = Field(min_length=1)
    assumptions: list[Annotated[str, _text(300)]] = []
    text: BothLanguages
    play: list[StepContent] = Field(min_length=2, max_length=20)


class TopicTextContent(Strict):
    """A topic in one language."""

    title: Annotated[str, _text(80)]
    hint: Annotated[str, StringConstraints(strip_whitespace=True, max_length=160)] = ""


class TopicContent(Strict):
    """A topic; `kiosk` 1 to 6 makes it a big button of the kiosk."""

    code: Annotated[Code, StringConstraints(max_length=40)]
    kiosk: Annotated[int, Field(ge=1, le=6)] | None = None
    icon: Annotated[str, StringConstraints(max_length=40)] = ""
    da: TopicTextContent
    en: TopicTextContent


class NamedContent(Strict):
    """A life event or an authority: its code, what it is called, and its page."""

    code: Annotated[Code, StringConstraints(max_length=40)]
    da: Annotated[str, _text(120)]
    en: Annotated[str, _text(120)]
    url: Url | None = None
