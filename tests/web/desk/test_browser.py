"""The desk in a real browser, by keyboard alone."""

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from indgang.contact.models import Contact, Referral
from indgang.queue import services as queue
from indgang.queue.models import Ticket
from tests.browser import OpenPage, Server, log_in
from tests.cast import Cast
from tests.web.desk.conftest import Take
from tests.web.desk.officer import DESK, Officer, at_kvik1

pytestmark = pytest.mark.browser


@pytest.fixture
def maja(open_page: OpenPage, cast: Cast) -> Officer:
    return at_kvik1(open_page, cast)


def test_a_whole_citizen_by_keyboard(maja: Officer, cast: Cast, take: Take) -> None:
    for minutes, task in ((31, "pas-voksen"), (20, "laegeskift"), (9, "mitid-nyt")):
        take(minutes=minutes, task_code=task)
    maja.see("#waiting .line", "K01")
    maja.is_fine("idle")
    maja.press("n")
    maja.see("[data-first]:focus", "Borgeren er her")
    maja.see(".why")
    maja.is_fine("called")
    maja.press("g")
    maja.see("#said", "K01 er kaldt igen")
    maja.press("a")
    maja.see("#playbook:focus", "Nyt pas til en voksen")
    maja.is_fine("present")
    maja.press("e", "e")
    expect(maja.page.locator("[data-step]:checked")).to_have_count(2)
    maja.press("m")
    maja.type("Har sit gamle pas med")
    maja.see("#note-state", "Gemt")
    maja.press("Escape", "f")
    maja.pick("ny læge")
    expect(maja.page.locator(".matters li")).to_have_count(2)
    maja.press("2")
    maja.see("#said", "Noteret: medbetjent")
    maja.is_fine("matters")
    maja.press("Shift+1")
    maja.see("#said", "Registreret: løst")
    maja.see(".person-number", "K02")
    contact = Contact.objects.get()
    assert contact.state == "finished"
    assert [row.outcome for row in contact.inquiries.order_by("position")] == ["solved", "co_service"]
    assert Ticket.objects.get(number=1, series=cast.k).state == "finished"
    assert Ticket.objects.get(number=2, series=cast.k).state == "called"


def test_a_walk_in_costs_one_search_and_one_key(maja: Officer) -> None:
    maja.press("/")
    maja.pick("passet er udløbet")
    maja.press("1")
    maja.see("#said", "Registreret: løst")
    contact = Contact.objects.get()
    assert (contact.channel, contact.state) == ("walk_in", "finished")
    maja.press("z")
    maja.see(".person-clock")
    contact.refresh_from_db()
    assert contact.state == "active"


def test_from_within_a_field_the_f_keys_work_and_letters_are_letters(maja: Officer) -> None:
    maja.press("F2")
    maja.pick("sundhedskort")
    maja.press("m")
    maja.type("n1sz6")
    expect(maja.page.locator("[data-note]")).to_have_value("n1sz6")
    maja.press("F8")
    maja.see("#said", "Registreret")
    assert Contact.objects.get().inquiries.get().note == "n1sz6"


def test_single_keys_can_be_turned_off(maja: Officer, take: Take) -> None:
    take()
    maja.see("#waiting .line", "K01")
    maja.see("#open-help")
    maja.press("?")
    maja.see("#help[open]")
    maja.is_fine("help")
    maja.page.locator("#single-keys").uncheck()
    maja.press("Escape", "n")
    maja.page.wait_for_timeout(600)
    assert Ticket.objects.get().state == "waiting"
    maja.page.locator("[data-first]").focus()
    maja.press("Enter")
    maja.see(".person-number", "K01")


def test_nothing_moves_under_somebody_who_types(maja: Officer, cast: Cast, take: Take) -> None:
    maja.press("d")
    maja.see("#search:focus")
    maja.pick("flytte")
    maja.press("m")
    maja.type("Flytter den første, husk lejekontrakten")
    note = maja.page.locator("[data-note]")
    note.evaluate("field => field.setSelectionRange(8, 8)")
    before = _centre(maja.page)
    maja.page.locator(".centre").evaluate("box => { box.scrollTop = 120 }")
    for count in range(1, 6):
        take(minutes=count, task_code="pas-voksen")
        expect(maja.page.locator("#waiting .line")).to_have_count(count)
        maja.type("x")
    assert note.input_value() == "Flytter xxxxxden første, husk lejekontrakten"
    assert note.evaluate("field => [field.selectionStart, document.activeElement === field]") == [13, True]
    assert maja.page.locator(".centre").evaluate("box => box.scrollTop") == 120
    assert _centre(maja.page) == before


def test_two_windows_stay_in_step(maja: Officer, cast: Cast, take: Take, open_page: OpenPage) -> None:
    other = Officer(open_page(DESK, context=maja.page.context))
    take(task_code="pas-voksen")
    maja.press("n")
    maja.see(".person-number", "K01")
    other.see(".person-number", "K01")
    other.press("a")
    maja.see(".person-clock")
    other.see("#playbook")
    maja.press("1")
    other.see(".idle")


def test_a_reload_or_crash_brings_everything_back(maja: Officer, take: Take) -> None:
    take(task_code="pas-voksen")
    maja.press("n")
    maja.see("#called")
    maja.press("a")
    maja.see("#playbook:focus")
    maja.press("e", "m")
    maja.type("Mangler foto")
    maja.page.reload()
    maja.see(".person-number", "K01")
    expect(maja.page.locator("[data-note]")).to_have_value("Mangler foto")
    expect(maja.page.locator("[data-step]:checked")).to_have_count(1)


def test_a_cpr_number_is_shown_where_it_stands_and_never_kept(maja: Officer) -> None:
    maja.press("d")
    maja.pick("boligstøtte")
    maja.press("m")
    maja.type("Nummeret er 010190-1234 siger hun")
    maja.see("#note-state.bad", "CPR")
    expect(maja.page.locator(".note-marks mark")).to_have_text("010190-1234")
    expect(maja.page.locator("[data-note]")).to_have_value("Nummeret er 010190-1234 siger hun")
    maja.is_fine("cpr")
    assert Contact.objects.get().inquiries.get().note == ""
    stored = maja.page.evaluate("() => JSON.stringify(localStorage)")
    assert "010190" not in stored
    maja.press("Control+a")
    maja.type("Hun har det med")
    maja.see("#note-state", "Gemt")
    expect(maja.page.locator(".note-marks mark")).to_have_count(0)


def test_what_is_typed_while_the_server_is_away_is_sent_again(maja: Officer, server: Server) -> None:
    maja.press("d")
    maja.pick("flytte")
    server.down = True
    maja.press("m")
    maja.type("Skrevet i mørke")
    maja.see("#notices .notice", "Serveren svarer ikke")
    expect(maja.page.locator("[data-note]")).to_have_value("Skrevet i mørke")
    server.down = False
    maja.see("#note-state", "Gemt")
    assert Contact.objects.get().inquiries.get().note == "Skrevet i mørke"


def test_who_is_logged_out_while_typing_loses_nothing(maja: Officer, cast: Cast, server: Server) -> None:
    maja.press("d")
    maja.pick("flytte")
    maja.page.context.clear_cookies(name="indgang_session")
    maja.press("m")
    maja.type("Et langt notat")
    maja.see("#notices .notice", "Du er blevet logget ud")
    link = maja.page.locator("#notices a").get_attribute("href")
    assert link == "/account/login/?next=%2Fdesk%2Fmagion%2Fkvik-1%2F"
    maja.is_fine("logged-out")
    log_in(maja.page.context, cast.maja, server.url)
    maja.page.reload()
    expect(maja.page.locator("[data-note]")).to_have_value("Et langt notat")
    assert maja.soon(lambda: Contact.objects.get().inquiries.get().note == "Et langt notat")


def test_beyond_reach_the_lifeline_and_the_referral_are_right_there(cast: Cast, open_page: OpenPage) -> None:
    bo = Officer(open_page("/desk/magion/kvik-2/", person=cast.bo))
    bo.press("o")
    bo.see("[data-first]:focus", "Kald næste")
    bo.press("d")
    bo.pick("nyt pas")
    bo.see(".beyond", "")
    bo.press("4")
    bo.see("#refusal:focus", "79 72 70 11")
    bo.is_fine("refusal")
    bo.press("s")
    bo.see("#slip", "S01")
    bo.is_fine("slip")
    assert Ticket.objects.get().lane.letter == "S"


def test_a_refused_referral_stays_open_and_says_why(cast: Cast, open_page: OpenPage) -> None:
    bo = Officer(open_page("/desk/magion/kvik-2/", person=cast.bo))
    bo.press("o")
    bo.see("[data-first]:focus", "Kald næste")
    bo.press("d")
    bo.pick("flytning")
    bo.see("#playbook:focus")
    bo.page.locator("[data-dialog=refer]").first.click()
    box = bo.page.locator("dialog#refer[open]")
    box.locator("#refer-told").fill("Ring med 010190-1234")
    box.get_by_role("button", name="Rådhuset").click()
    expect(box.get_by_role("alert")).to_contain_text("CPR")
    expect(box.locator("#refer-told")).to_have_value("Ring med 010190-1234")
    bo.is_fine("refer-refused")
    box.locator("#refer-told").fill("Ring i morgen")
    box.get_by_role("button", name="Rådhuset").click()
    expect(box).to_have_count(0)
    assert bo.soon(lambda: Referral.objects.filter(told="Ring i morgen").exists())


def test_putting_aside_and_going_on(maja: Officer, take: Take) -> None:
    take(minutes=4, task_code="pas-voksen")
    maja.press("n")
    maja.see("#called")
    maja.press("a")
    maja.see("#playbook:focus")
    maja.press("p")
    maja.see("[data-first]:focus", "Kald næste")
    maja.see(".line[id^=parked]", "K01")
    maja.press("t")
    maja.see(".person", "Telefonopkald")
    maja.press("Escape", "p")
    expect(maja.page.locator(".line[id^=parked]")).to_have_count(2)
    maja.is_fine("parked")
    maja.page.locator(".line[id^=parked]").first.focus()
    maja.press("Enter")
    maja.see(".person-number", "K01")


def test_not_solved_asks_why_and_one_more_key_registers(maja: Officer) -> None:
    maja.press("d")
    maja.pick("nyt pas")
    maja.press("6")
    maja.see("#reasons[open]")
    maja.is_fine("reasons")
    maja.press("2")
    maja.see("#said", "Registreret: ikke løst")
    assert Contact.objects.get().inquiries.get().reason == "missing_id"


def test_the_search_is_steered_by_arrows(maja: Officer) -> None:
    maja.press("/")
    maja.type("pas")
    maja.see("#hit-1[aria-selected=true]")
    maja.press("ArrowDown")
    maja.see("#hit-2[aria-selected=true]")
    expect(maja.page.locator("#search")).to_have_attribute("aria-activedescendant", "hit-2")
    title = maja.page.locator("#hit-2 .hit-title").inner_text()
    maja.is_fine("search")
    maja.press("Enter")
    maja.see("#task-title", title)


def test_logging_out_with_a_citizen_asks_first(maja: Officer, take: Take) -> None:
    take(task_code="pas-voksen")
    maja.press("n")
    maja.see("#called")
    maja.press("a")
    maja.see("#playbook:focus")
    maja.page.locator(".usermenu summary").click()
    maja.page.locator('.usermenu form[action$="/logout/"] button').click()
    maja.see("#logout-warning[open]")
    maja.is_fine("logout")
    maja.page.locator("[data-log-out]").click()
    maja.page.wait_for_url("**/")
    assert Ticket.objects.get().state == "held"
    assert Contact.objects.get().state == "parked"


@pytest.mark.parametrize("width", [375, 1280, 1920])
def test_it_fits_every_width(width: int, cast: Cast, take: Take, open_page: OpenPage) -> None:
    for minutes in range(9):
        take(minutes=minutes, task_code="pas-voksen")
    queue.open_desk(actor=cast.actor("bo"), desk=cast.kvik2, simulated=True)
    officer = Officer(open_page("/desk/", person=cast.maja, width=width))
    officer.is_fine(f"choose-{width}")
    officer.press("2")
    officer.see("[data-first]:focus", "Overtag KVIK 2")
    officer.is_fine(f"take-over-{width}")
    officer.press("o")
    officer.see("[data-first]:focus", "Kald næste")
    officer.press("n")
    officer.see("#called")
    officer.press("a")
    officer.see("#playbook:focus")
    officer.is_fine(f"serving-{width}")
    wide = officer.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0


def test_a_taken_over_desk_says_so(maja: Officer, cast: Cast) -> None:
    cast.leif.role_grants.create(role="generalist", site=cast.magion)
    queue.open_desk(actor=cast.actor("leif"), desk=cast.kvik1, take_over=True)
    maja.see(".welcome", "Leif Juhl har KVIK 1")


def test_a_change_while_the_queue_is_being_asked_for_is_seen(maja: Officer, cast: Cast) -> None:
    late: list[tuple[Route, APIResponse]] = []
    maja.page.route("**/rail/", lambda route: late.append((route, route.fetch())), times=1)
    maja.page.evaluate("htmx.trigger('#rail', 'refresh')")
    assert maja.soon(lambda: bool(late))
    cast.leif.role_grants.create(role="generalist", site=cast.magion)
    queue.open_desk(actor=cast.actor("leif"), desk=cast.kvik1, take_over=True)
    maja.page.wait_for_timeout(600)
    route, response = late[0]
    route.fulfill(response=response)
    maja.see(".welcome", "Leif Juhl har KVIK 1")


def _centre(page: Page) -> str:
    """The centre as it stands, without the running time."""
    return str(
        page.locator("#centre").evaluate(
            "box => { const copy = box.cloneNode(true); copy.querySelector('.clock')?.remove(); return copy.innerHTML }"
        )
    )
