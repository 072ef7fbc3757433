"""What needs attention, each with a reason and a way to act. The worst first; otherwise in a fixed order, so that
the list stands still while somebody reads it.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from indgang.base import clock
from indgang.base.access import Actor, may
from indgang.booking.calendars.queries import links_in_trouble
from indgang.catalogue.queries import search_misses
from indgang.catalogue.queries.sections import overdue_share, waiting_for_review
from indgang.core.day import danish_date, opening_instant
from indgang.core.folding import danish_sort_key
from indgang.followup.queries import at_risk
from indgang.integrations.printing.choice import printer_status
from indgang.integrations.printing.port import PrinterStatus
from indgang.messaging.queries import message_trouble
from indgang.organisation.models import Site
from indgang.organisation.queries import (
    Problem,
    config_problems,
    lifeline_cards,
    opening_state,
    tokens_in_use,
)
from indgang.queue.models import DeskSession
from indgang.queue.queries import days_left_open, kiosks_heard, series_use
from indgang.web.manage.rows import stored
from indgang.web.manage.today.board import DeskNow, Lane, SiteCard
from indgang.web.manage.today.items import ORDER, Act, Item, Severity
from indgang.web.manage.today.messages import message_items
from indgang.web.manage.today.promises import promise_items
from indgang.web.manage.today.relay import relay_items

NEARLY_FULL = 0.9
ENDED_DAYS = 30
KIOSK_GRACE = timedelta(minutes=30)
MOST_NAMED = 12


def items_for(actor: Actor, cards: Sequence[SiteCard]) -> list[Item]:
    """Everything that the actor should look at, at the sites of the cards."""
    found = [*_queues(cards, actor), *_days(cards, actor), *_series(cards, actor), *_kiosks(cards, actor)]
    if may(actor, "organisation.change") or may(actor, "organisation.verify_lifeline"):
        found += [*_lifelines(cards), *_configuration(actor, cards), *_ended_delegations(actor)]
    found += _calendars(cards, actor)
    if may(actor, "catalogue.change"):
        found += _misses()
    if may(actor, "catalogue.review"):
        found += _texts(actor)
    if may(actor, "messaging.view"):
        found += message_items(message_trouble(actor))
    if may(actor, "followup.rules"):
        found += promise_items(at_risk(actor))
    if may(actor, "organisation.change_all"):
        found += relay_items()
    return sorted(found, key=lambda item: ORDER.index(item.severity))


def _queues(cards: Iterable[SiteCard], actor: Actor) -> Iterator[Item]:
    for card in cards:
        for lane in card.lanes:
            if lane.is_unserved:
                yield _unserved(card, lane, actor)
            elif lane.is_late:
                yield _late(card, lane, actor)
        for desk in card.desks:
            if desk.is_silent and desk.session is not None:
                yield _silent(card, desk, desk.session, actor)


def _unserved(card: SiteCard, lane: Lane, actor: Actor) -> Item:
    waiting = ngettext(
        "%(count)d citizen waits, and no desk that calls from this lane is open.",
        "%(count)d citizens wait, and no desk that calls from this lane is open.",
        lane.view.waiting,
    ) % {"count": lane.view.waiting}
    oldest = _("The longest wait is %(minutes)d min.") % {"minutes": lane.view.oldest_minutes or 0}
    title = _("Nobody calls from %(lane)s") % {"lane": _lane_name(lane)}
    return Item(
        f"unserved-{card.site.slug}-{lane.view.letter}",
        "bad",
        card.site.name,
        title,
        f"{waiting} {oldest}",
        _to_desks(card.site, actor),
    )


def _late(card: SiteCard, lane: Lane, actor: Actor) -> Item:
    reason = _("Somebody has waited %(minutes)d min.; the limit is %(limit)d min. Desks open: %(desks)d.") % {
        "minutes": lane.view.oldest_minutes,
        "limit": lane.limit,
        "desks": lane.view.open_desks,
    }
    title = _("Long wait in %(lane)s") % {"lane": _lane_name(lane)}
    return Item(
        f"late-{card.site.slug}-{lane.view.letter}",
        "bad",
        card.site.name,
        title,
        reason,
        _to_desks(card.site, actor),
    )


def _lane_name(lane: Lane) -> str:
    return f"{lane.view.letter} {lane.view.name}"


def _to_desks(site: Site, actor: Actor) -> Act:
    if may(actor, "queue.work_desk", site.pk):
        return Act(_("Open a desk"), reverse("desk:choose"))
    return Act(_("Show the site's desks"), f"#site-{site.slug}")


def _silent(card: SiteCard, desk: DeskNow, session: DeskSession, actor: Actor) -> Item:
    minutes = int((clock.now() - session.seen_at).total_seconds() // 60)
    reason = _("%(officer)s's page has given no sign of life for %(minutes)d min.") % {
        "officer": session.officer.name,
        "minutes": minutes,
    }
    act = None
    if may(actor, "queue.close_other_desk", card.site.pk):
        href = reverse("manage:close_desk", args=[card.site.slug, desk.desk.slug])
        act = Act(_("Close the desk"), href, post=True)
    title = _("%(desk)s is silent") % {"desk": desk.desk.label}
    return Item(f"silent-{desk.desk.slug}", "warn", card.site.name, title, reason, act)


def _days(cards: Iterable[SiteCard], actor: Actor) -> Iterator[Item]:
    sites = {card.site.pk: card.site for card in cards if card.sees_queue}
    for site_id, day in days_left_open():
        if site_id in sites:
            site = sites[site_id]
            act = None
            if may(actor, "queue.setup", site_id):
                href = reverse("manage:close_day", args=[site.slug, day.isoformat()])
                act = Act(_("Close the day"), href, post=True)
            reason = _("Numbers of %(day)s are still open, so that day's figures are not final.") % {
                "day": f"{day:%d-%m-%Y}"
            }
            yield Item(
                f"day-{site.slug}-{day}", "warn", site.name, _("A past day is not closed"), reason, act
            )


def _series(cards: Iterable[SiteCard], actor: Actor) -> Iterator[Item]:
    sites = {card.site.pk: card.site for card in cards if card.sees_queue}
    for use in series_use():
        if use.site_id in sites and use.used >= NEARLY_FULL * use.numbers:
            site = sites[use.site_id]
            reason = ngettext(
                "%(left)d number of %(all)d is left today. A full series gives out no more.",
                "%(left)d numbers of %(all)d are left today. A full series gives out no more.",
                use.left,
            ) % {"left": use.left, "all": use.numbers}
            act = None
            if may(actor, "queue.setup", site.pk):
                act = Act(_("Change the series"), reverse("manage:queues"))
            title = _("The series %(letter)s is nearly used up") % {"letter": use.letter}
            yield Item(f"series-{site.slug}-{use.letter}", "warn", site.name, title, reason, act)


def _kiosks(cards: Iterable[SiteCard], actor: Actor) -> Iterator[Item]:
    heard = kiosks_heard()
    open_since = {card.site.pk: (card.site, _first_opening(card)) for card in cards if card.sees_queue}
    for token in tokens_in_use():
        if token.role != "device" or token.id not in heard or token.site_id not in open_since:
            continue
        site, opened = open_since[token.site_id]
        was_heard_today = danish_date(heard[token.id]) == danish_date(clock.now())
        if was_heard_today or opened is None or clock.now() < opened + KIOSK_GRACE:
            continue
        reason = _("It has not reported today; the last time was %(when)s.") % {
            "when": f"{danish_date(heard[token.id]):%d-%m-%Y}"
        }
        act = None
        if may(actor, "organisation.administrate", site.pk):
            act = Act(_("Devices"), reverse("manage:tokens"))
        title = _("The kiosk %(name)s is not heard from") % {"name": token.name}
        yield Item(f"kiosk-{token.id}", "warn", site.name, title, reason, act)


def _first_opening(card: SiteCard) -> datetime | None:
    today = danish_date(clock.now())
    opens = [opening_instant(today, span.opens) for state in card.hours for span in state.spans]
    return min(opens, default=None)


def _lifelines(cards: Iterable[SiteCard]) -> Iterator[Item]:
    if not any(opening_state(card.site, "citizen_service").is_open for card in cards):
        return
    silent = [card for card in lifeline_cards() if card.open_now is False and not card.call.open_now]
    if silent:
        names = sorted((card.title for card in silent), key=danish_sort_key)
        title = ngettext(
            "%(count)d lifeline does not answer now", "%(count)d lifelines do not answer now", len(silent)
        ) % {"count": len(silent)}
        reason = _("Citizen service is open, but it is outside their hours, and nobody stands in.")
        act = Act(_("Lifelines"), reverse("manage:lifelines"))
        yield Item("lifelines-closed", "note", "", title, reason, act, names)


def _configuration(actor: Actor, cards: Sequence[SiteCard]) -> Iterator[Item]:
    sites = {card.site.pk for card in cards}
    by_code: dict[str, list[Problem]] = {}
    for problem in config_problems():
        if problem.site_id is None or problem.site_id in sites:
            by_code.setdefault(problem.code, []).append(problem)
    for code, problems in by_code.items():
        worst: Severity = "bad" if any(problem.severity == "error" for problem in problems) else "note"
        messages = [problem.message for problem in problems]
        title = _title_of(code, len(problems))
        act = _act_on(code, actor)
        if len(messages) == 1:
            yield Item(f"config-{code}", worst, "", title, messages[0], act)
        else:
            reason = _reason_of(code, len(messages))
            yield Item(f"config-{code}", worst, "", title, reason, act, messages[:MOST_NAMED])


def _title_of(code: str, count: int) -> str:
    titles = {
        "lifeline-stale": ngettext(
            "%(count)d lifeline has not been tried", "%(count)d lifelines have not been tried", count
        ),
        "competence-lapses": ngettext(
            "%(count)d competence lapses within 30 days",
            "%(count)d competences lapse within 30 days",
            count,
        ),
        "no-delegation": ngettext(
            "%(count)d competence to decide lacks its delegation",
            "%(count)d competences to decide lack their delegation",
            count,
        ),
        "no-role": ngettext("%(count)d colleague holds no role", "%(count)d colleagues hold no role", count),
    }
    return titles.get(code, _("The set-up needs a look")) % {"count": count}


def _reason_of(code: str, count: int) -> str:
    reasons = {
        "lifeline-stale": _("Phone the numbers, and note that they are right."),
        "competence-lapses": _("Renew them in time; without them the colleague may do less."),
        "no-delegation": _("They may prepare a case, but not decide it."),
        "no-role": _("Somebody without a role can do nothing after logging in."),
    }
    return reasons.get(code) or ngettext("%(count)d case.", "%(count)d cases.", count) % {"count": count}


def _act_on(code: str, actor: Actor) -> Act | None:
    if code.startswith("lifeline"):
        return Act(_("Lifelines"), reverse("manage:lifelines"))
    if not may(actor, "organisation.change"):
        return None
    if code in {"competence-lapses", "no-delegation", "unknown-scope"}:
        return Act(_("Competences"), reverse("manage:competences"))
    if code in {"no-role", "no-administrator"}:
        return Act(_("People"), reverse("manage:people"))
    if code == "no-municipality":
        return Act(_("Import"), reverse("manage:imports"))
    return Act(_("Sites"), reverse("manage:sites"))


def _ended_delegations(actor: Actor) -> Iterator[Item]:
    """Delegations that ended lately and that nothing has taken the place of."""
    if not may(actor, "organisation.change"):
        return
    today = danish_date(clock.now())
    people = {row["username"]: row["name"] for row in stored("people") if row["active"]}
    rows = [row for row in stored("delegations") if row["person"] in people]
    running = {
        (row["person"], row["scope_kind"], row["scope_code"])
        for row in rows
        if row["valid_to"] is None or row["valid_to"] >= today
    }
    ended = [
        _("%(person)s, “%(code)s”: ended on %(day)s.")
        % {"person": people[row["person"]], "code": row["scope_code"], "day": f"{row['valid_to']:%d-%m-%Y}"}
        for row in rows
        if row["valid_to"] is not None
        and today - timedelta(days=ENDED_DAYS) <= row["valid_to"] < today
        and (row["person"], row["scope_kind"], row["scope_code"]) not in running
    ]
    if ended:
        title = ngettext("%(count)d delegation has ended", "%(count)d delegations have ended", len(ended)) % {
            "count": len(ended)
        }
        act = Act(_("Competences"), reverse("manage:competences"))
        reason = _("Without a delegation nobody records a decision.")
        yield Item("delegations-ended", "warn", "", title, reason, act, ended[:MOST_NAMED])


def _calendars(cards: Iterable[SiteCard], actor: Actor) -> Iterator[Item]:
    """Calendars elsewhere that are not read until somebody does something."""
    count = links_in_trouble([card.site.pk for card in cards if may(actor, "booking.setup", card.site.pk)])
    if count:
        title = ngettext(
            "%(count)d calendar needs attention", "%(count)d calendars need attention", count
        ) % {"count": count}
        act = Act(_("Calendars"), reverse("manage:calendars"))
        reason = _("It is not read any more, so somebody may be booked while they are in a meeting.")
        yield Item("calendars", "warn", "", title, reason, act)


def _texts(actor: Actor) -> Iterator[Item]:
    """Texts that wait for somebody's eyes, and those past their day of review."""
    waiting = waiting_for_review(but_of=actor.person_id)
    act = Act(_("The editorial desk"), reverse("manage:editorial"))
    if waiting:
        title = ngettext(
            "%(count)d text waits to be reviewed", "%(count)d texts wait to be reviewed", len(waiting)
        ) % {"count": len(waiting)}
        reason = _("Its author has asked for a second pair of eyes.")
        yield Item("texts-review", "warn", "", title, reason, act)
    overdue, texts = overdue_share()
    if overdue:
        title = ngettext(
            "%(count)d text has not been read through in time",
            "%(count)d texts have not been read through in time",
            overdue,
        ) % {"count": overdue}
        reason = _("Of %(all)d in the playbook. They are marked at the desks.") % {"all": texts}
        yield Item("texts-overdue", "note", "", title, reason, act)


def _misses() -> list[Item]:
    missed = search_misses()
    if not missed:
        return []
    title = ngettext("%(count)d search found nothing", "%(count)d searches found nothing", len(missed)) % {
        "count": len(missed)
    }
    reason = _("Citizens and officers have used words that no task knows: %(words)s.") % {
        "words": ", ".join(f"“{words}”" for words, _times in missed[:3])
    }
    return [Item("misses", "note", "", title, reason, Act(_("Add the words"), reverse("manage:misses")))]


def printer_items(sites: Iterable[Site]) -> list[Item]:
    """The printers that need a look. Asks them, which may take some seconds each when they are silent."""
    found = []
    for site in sites:
        status = printer_status(site.slug)
        if status.online is not None and (status.problem or not status.online):
            reason = _printer_reason(status) + " " + _("The kiosk shows numbers on its screen meanwhile.")
            title = _("The ticket printer does not work")
            found.append(Item(f"printer-{site.slug}", "bad", site.name, title, reason))
        elif status.note == "paper-low":
            title, reason = _("The ticket printer is nearly out of paper"), _("Change the roll soon.")
            found.append(Item(f"printer-{site.slug}", "warn", site.name, title, reason))
    return found


def _printer_reason(status: PrinterStatus) -> str:
    reasons = {
        "unreachable": _("Nothing answers at the printer's address. Is it on, and on the network?"),
        "no-answer": _("The printer is reached but does not say how it is."),
        "offline": _("The printer is offline. Is its lid open?"),
        "paper-out": _("The paper is used up."),
    }
    return reasons.get(status.problem, _("The printer does not answer as it should."))
