"""Who can help now, what somebody says of themselves, what came of a try, and what became of a referral."""

from datetime import datetime

from ninja import Router, Schema
from pydantic import Field

from indgang.contact import services as contacts
from indgang.contact.services import AttemptView
from indgang.organisation.queries import find_person, who_can_help
from indgang.organisation.services import clear_presence, set_presence
from indgang.organisation.services.presence import Said
from indgang.ui.presence import why
from indgang.web.api.access import ApiRequest, permission, site_for
from indgang.web.api.idempotency import HEADER, once
from indgang.web.api.moments import Moment

router = Router(tags=["second line"])


class HelperOut(Schema):
    """Somebody to try, the best first. `steps` counts deputies (0: the lifeline's own); `why` says how they stand."""

    lifeline: str
    title: str
    name: str
    phone: str
    steps: int
    state: str = Field(examples=["free"])
    until: datetime | None
    because: str = Field(examples=["said"])
    why: str


class PresenceIn(Schema):
    """What somebody says of themselves; `person` is another's user name, for who may change the organisation.

    Without `until` and `minutes` the usual end is set; the state "" takes the word back."""

    state: str = Field(examples=["busy"])
    until: Moment | None = None
    minutes: int | None = Field(None, ge=1, le=366 * 24 * 60)
    reason: str = Field("", max_length=60)
    person: str | None = None


class PresenceOut(Schema):
    """What counts now; `state` is null where hours and calendar tell."""

    state: str | None
    until: datetime | None
    reason: str

    @classmethod
    def of(cls, said: Said) -> "PresenceOut":
        """The word for the API."""
        return cls(state=said.state.value if said.state else None, until=said.until, reason=said.reason)


class AttemptIn(Schema):
    """A try to reach a lifeline."""

    site: str
    means: str = Field("phone", examples=["phone"])
    contact: int | None = None


class ResultIn(Schema):
    """What came of a try: answered, not_answered or took_over."""

    result: str


class AttemptOut(Schema):
    """A try; `result` is empty while nobody has said what came of it."""

    id: int
    means: str
    at: datetime
    result: str

    @classmethod
    def of(cls, view: AttemptView) -> "AttemptOut":
        """The try for the API."""
        return cls(id=view.id, means=view.means, at=view.at, result=view.result)


@router.get("/lifelines/{lifeline}/helpers", response=list[HelperOut])
@permission("organisation.view")
def helpers(request: ApiRequest, lifeline: str) -> list[HelperOut]:
    """Who can help now, in the order to try them: its own people, then those who stand in."""
    return [
        HelperOut(
            lifeline=one.code,
            title=one.title,
            name=one.name,
            phone=one.phone,
            steps=one.steps,
            state=one.presence.standing.value,
            until=one.presence.until,
            because=one.presence.because.value,
            why=why(one),
        )
        for one in who_can_help(lifeline)
    ]


@router.post("/presence", response={201: PresenceOut})
@permission("organisation.receive")
@once
def presence(request: ApiRequest, body: PresenceIn) -> PresenceOut:
    """Say whether one can be reached. A word always has an end, and ends by itself."""
    person_id = find_person(body.person).pk if body.person else None
    if not body.state:
        return PresenceOut.of(clear_presence(actor=request.auth, person_id=person_id))
    said = set_presence(
        actor=request.auth,
        state=body.state,
        until=body.until,
        minutes=body.minutes,
        reason=body.reason,
        person_id=person_id,
    )
    return PresenceOut.of(said)


@router.post("/lifelines/{lifeline}/attempts", response={201: AttemptOut})
@permission("contact.register")
@once
def attempt(request: ApiRequest, lifeline: str, body: AttemptIn) -> AttemptOut:
    """Count a try to reach a lifeline."""
    view = contacts.try_lifeline(
        actor=request.auth,
        site=site_for(request.auth, body.site, "contact.register"),
        lifeline=lifeline,
        contact_id=body.contact,
        means=body.means,
        key=request.headers.get(HEADER, ""),
    )
    return AttemptOut.of(view)


@router.post("/attempts/{int:attempt_id}/result", response={201: AttemptOut})
@permission("contact.register")
@once
def result(request: ApiRequest, attempt_id: int, body: ResultIn) -> AttemptOut:
    """Say what came of a try."""
    return AttemptOut.of(
        contacts.close_attempt(actor=request.auth, attempt_id=attempt_id, result=body.result)
    )


class ReferralOut(Schema):
    """A referral that was read or taken up."""

    id: int


@router.post("/referrals/{int:referral_id}/seen", response={201: ReferralOut})
@permission("contact.read_referrals")
@once
def seen(request: ApiRequest, referral_id: int) -> ReferralOut:
    """The receiver has read it."""
    contacts.see_referral(actor=request.auth, referral_id=referral_id)
    return ReferralOut(id=referral_id)


@router.post("/referrals/{int:referral_id}/used", response={201: ReferralOut})
@permission("contact.read_referrals")
@once
def used(request: ApiRequest, referral_id: int) -> ReferralOut:
    """The receiver has taken it up."""
    contacts.use_referral(actor=request.auth, referral_id=referral_id)
    return ReferralOut(id=referral_id)
