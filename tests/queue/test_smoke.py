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
