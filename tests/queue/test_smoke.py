from indgang.queue import services as s


def test_a_day(world, time):
    w = world
    anna = w.officer("anna")
    t1 = s.take_ticket(
        actor=w.device, site=w.magion, channel="kiosk", task_code="pas-voksen", own_words=" nyt  pas "
    )
    assert t1.label == "K01"
    t2 = s.take_ticket(actor=w.device, site=w.magion, channel="kiosk", task_code="pension")
    assert t2.label == "S01"
    desk = w.desks["kvik-1"]
    s.open_desk(actor=anna, desk=desk)
    call = s.call_next(actor=anna, desk=desk)
    assert call and call.ticket.label == "K01"
    print(call.reason)
    s.start(actor=anna, ticket_id=t1.pk)
    s.transfer(actor=anna, ticket_id=t1.pk, letter="S")
    carla = w.officer("carla")
    s.open_desk(actor=carla, desk=w.desks["service-1"])
    call = s.call_next(actor=carla, desk=w.desks["service-1"])
    assert call.ticket.label == "K01"
    s.return_ticket(actor=carla, ticket_id=t1.pk)
    call = s.call_next(actor=anna, desk=desk)
    assert call.ticket.label == "K01"
    s.hold(actor=anna, ticket_id=t1.pk)
    s.recall(actor=anna, ticket_id=t1.pk)
    s.no_show(actor=anna, ticket_id=t1.pk)
    s.recall(actor=anna, ticket_id=t1.pk)
    s.start(actor=anna, ticket_id=t1.pk)
    s.finish(actor=anna, ticket_id=t1.pk)
    s.close_desk(actor=anna, desk=desk)


def test_reads(world, time):
    from indgang.queue import queries as q

    w = world
    anna = w.officer("anna")
    for n in range(4):
        t = s.take_ticket(actor=w.device, site=w.magion, channel="kiosk", task_code=["pas-voksen", "laan"][n % 2])
        time.move(minutes=3)
    desk = w.desks["kvik-1"]
    s.open_desk(actor=anna, desk=desk)
    call = s.call_next(actor=anna, desk=desk)
    state = q.desk_state(desk)
    assert state.ticket.label == "K01"
    assert state.why
    assert [one.label for one in state.waiting] == ["K03", "K02", "K04"]
    page = q.ticket_page(t.secret)
    assert page.ahead == 2
    screen = q.screen_state(w.magion)
    assert [(c.number, c.desk, c.is_now) for c in screen.calls] == [("K01", "KVIK 1", True)]
    view = q.queue_of(w.magion)
    assert [(x.letter, x.waiting, x.open_desks) for x in view.lanes] == [("K", 3, 1), ("S", 0, 0)]
    assert q.facts_of_day(t.day)[0].waited_seconds == 720
    assert q.expected_wait(w.magion)
    assert call
