"""A worker process of its own, to be killed: delivers through the gateway at the address it is given."""

import os
import sys
from datetime import timedelta

os.environ["DJANGO_SETTINGS_MODULE"] = "indgang.project.settings"


def main(host: str, lease: str) -> None:
    import django

    django.setup()
    from indgang.integrations.email.smtp import Server, SmtpSender
    from indgang.integrations.sms.generic import Generic, Template
    from indgang.messaging.ports import ports
    from indgang.messaging.services import deliver_due, delivering

    kind, _at, place = host.partition("@")
    if kind == "smtp":
        name, _colon, port = place.partition(":")
        senders = {"email": SmtpSender(Server(name, int(port), "indgang@example.dk", seconds=30))}
    else:
        url = f"http://{place}/send?to={{to}}&text={{text}}&ref={{reference}}"
        senders = {"sms": Generic(Template(url, status_url=f"http://{place}/status?ref={{reference}}"))}
    ports.senders = lambda: senders
    delivering.LEASE = timedelta(seconds=float(lease))
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    deliver_due(limit=10_000)


if __name__ == "__main__":
    main(*sys.argv[1:])
