"""The addresses of the API."""

from django.urls import path

from indgang import __version__
from indgang.web.api import problems
from indgang.web.api.access import Bearer
from indgang.web.api.calls import calls
from indgang.web.api.docs import description
from indgang.web.api.message_reports import report
from indgang.web.api.openapi import DescribedAPI
from indgang.web.api.parsing import StrictParser
from indgang.web.api.routes import (
    appointments,
    callbacks,
    catalogue,
    contacts,
    desks,
    figures,
    follow_ups,
    live,
    organisation,
    presence,
    records,
    tickets,
    transfer,
)
from indgang.web.api.services import services

api = DescribedAPI(
    title="Indgang",
    version=__version__,
    description=(
        "Everything that the desk does, for other systems. Send a token from `indgang token` as "
        "`Authorization: Bearer TOKEN`, and an `Idempotency-Key` with every POST so that it can be repeated safely. "
        "Errors are RFC 9457 problems."
    ),
    auth=Bearer(),
    parser=StrictParser(),
    urls_namespace="api-v1",
    openapi_url="/openapi.json",
    docs_url=None,
)
problems.install(api)
for router in (
    tickets.router,
    desks.router,
    contacts.router,
    catalogue.router,
    records.router,
    appointments.router,
    callbacks.router,
    figures.router,
    follow_ups.router,
    organisation.router,
    presence.router,
    live.router,
    transfer.router,
):
    api.add_router("", router)

urlpatterns = [
    path("docs", description, name="api-docs"),
    path("services.jsonld", services, name="api-services"),
    path("messages/<int:message>/report/<signature>/", report, name="message-report"),
    path("calls", calls, name="calls"),
    path("", api.urls),
]
