"""Each message leaves exactly once: with many workers at once, and with workers that are killed in the middle."""

import asyncio
import os
import random
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from psycopg.conninfo import make_conninfo

from indgang.integrations.sms.generic import Generic, Template
from indgang.messaging.models import Message, MessageTry
from indgang.messaging.services import deliver_due, enqueue, settle_lost
from tests.cast import build
from tests.messaging.peers import Gateway, Mailbox, free_port, gateway_server, mail_server

pytestmark = [pytest.mark.parallel, pytest.mark.django_db(transaction=True)]
WORKER = Path(__file__).with_name("worker.py")
ROOT = WORKER.parent.parent.parent


@pytest.fixture
def town(transactional_db):
    return build(tasks=("pas-voksen",))


def put_in(town, count, channel="sms"):
    for number in range(count):
        to = f"20{number:06}" if channel == "sms" else f"anna{number}@example.dk"
        enqueue(
            kind="messaging.test", channel=channel, to=to, values={"time": "12.00"}, reference=f"once/{number}",
            site=town.magion,
        )  # fmt: skip


def at_once(job, workers):
    def run(turn):
        try:
            return job(turn)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        return list(pool.map(run, range(workers)))


def test_eight_workers_deliver_five_hundred_messages_once_each(town, way_out):
    gateway = Gateway()
    put_in(town, 500)
    with gateway_server(gateway, free_port()) as host:
        url = f"http://{host}/send?to={{to}}&text={{text}}&ref={{reference}}"
        way_out["sms"] = Generic(Template(url))
        deliveries = at_once(lambda _turn: deliver_due(limit=1000), 8)
    assert sum(one.sent for one in deliveries) == 500
    assert len(gateway.references) == 500
    assert set(gateway.references.values()) == {1}
    assert set(Message.objects.values_list("state", "tries")) == {("sent", 1)}
    assert MessageTry.objects.count() == 500


def test_the_same_reference_from_many_at_once_is_one_message(town):
    def put(_turn):
        return enqueue(
            kind="messaging.test", channel="sms", to="20123456", values={"time": "12"}, reference="same",
            site=town.magion,
        ).pk  # fmt: skip

    assert len(set(at_once(put, 12))) == 1
    assert Message.objects.count() == 1


def start_worker(host, lease="0"):
    settings = connection.settings_dict
    url = make_conninfo(
        host=settings["HOST"], port=settings["PORT"] or None, user=settings["USER"],
        password=settings["PASSWORD"] or None, dbname=settings["NAME"],
    )  # fmt: skip
    environment = {**os.environ, "INDGANG_DATABASE_URL": url, "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, str(WORKER), host, lease], env=environment, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def end(worker):
    worker.kill()
    worker.communicate()


def test_a_worker_that_is_killed_loses_nothing_and_repeats_nothing(town, way_out):
    """Killed six times at random moments; the gateway can be asked, so that nothing stays uncertain."""
    gateway = Gateway()
    put_in(town, 150)
    dice = random.Random(4)
    with gateway_server(gateway, free_port()) as host:
        for _turn in range(6):
            worker = start_worker(f"http@{host}", lease="0")
            time.sleep(dice.uniform(0.05, 0.5))
            end(worker)
        way_out["sms"] = Generic(
            Template(
                f"http://{host}/send?to={{to}}&text={{text}}&ref={{reference}}",
                status_url=f"http://{host}/status?ref={{reference}}",
            )
        )
        settle_lost(lease=timedelta())
        deliver_due(limit=1000)
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
    assert len(gateway.references) == 150
    assert set(gateway.references.values()) == {1}


@pytest.mark.parametrize("heard", [False, True])
def test_a_worker_killed_around_the_dot(town, way_out, heard):
    """Killed while the server thinks about the content, nobody knows; killed before, it is sent anew."""
    box, port = Mailbox(), free_port()
    put_in(town, 1, "email")
    reached = threading.Event()

    async def thinking(server, session, envelope):
        reached.set()
        await asyncio.sleep(1.0)
        return "250 taken"

    async def greeting(server, session, envelope, address, options):
        reached.set()
        await asyncio.sleep(1.0)
        return "250 OK"

    setattr(box, "handle_DATA" if heard else "handle_MAIL", thinking if heard else greeting)
    with mail_server(box, port):
        worker = start_worker(f"smtp@127.0.0.1:{port}")
        assert reached.wait(20)
        end(worker)
    assert settle_lost(lease=timedelta()) == 1
    message = Message.objects.get()
    assert (message.state, message.error) == ("uncertain" if heard else "waiting", "stopped")
