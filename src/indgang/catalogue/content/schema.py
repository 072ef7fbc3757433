"""What a content file must look like. Models refuse unknown keys and never turn one type into another."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Kle = Annotated[str, StringConstraints(pattern=r"^\d{2}\.\d{2}(\.\d{2})?$")]
Url = Annotated[str, StringConstraints(pattern=r"^https?://[^\s]+$", max_length=300)]
ReachCode = Literal["inform", "guide", "receive", "prepare", "decide"]
SiteKindCode = Literal["town_hall", "library", "branch", "book_bus", "partner", "remote"]
LANGUAGES = ("da", "en")


def _text(longest: int) -> object:
    return StringConstraints(strip_whitespace=True, min_length=1, max_length=longest)


class Strict(BaseModel):
    """Refuses unknown keys and wrong types; cannot be changed."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class TextContent(Strict):
    """What the citizen reads, says and brings, in one language."""

    title: Annotated[str, _text(120)]
    summary: Annotated[str, _text(300)]
    words: list[Annotated[str, _text(120)]] = Field(min_length=1)
    bring: list[Annotated[str, _text(200)]] = []


class BothLanguages(Strict):
    """A text in every language that content exists in."""

    da: TextContent
    en: TextContent


class LegalContent(Strict):
    """A law or rule."""

    title: Annotated[str, _text(200)]
    url: Url | None = None


class StepContent(Strict):
    """One step of a play."""

    kind: Literal["ask", "id_check", "do", "stop_refer", "close"]
    reach: ReachCode = "guide"
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
