"""The addresses of this face."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.manage.appointments.urls import PATTERNS as APPOINTMENTS
from indgang.web.manage.calendars import views as calendars
from indgang.web.manage.feedback import views as feedback
from indgang.web.manage.figures import handovers, waits
from indgang.web.manage.figures import views as figures
from indgang.web.manage.imports import views as imports
from indgang.web.manage.messages.urls import PATTERNS as MESSAGES
from indgang.web.manage.news import views as news
from indgang.web.manage.organisation import hours, lifelines, people, places, reaches, tokens
from indgang.web.manage.privacy.urls import PATTERNS as PRIVACY
from indgang.web.manage.promises import views as promises
from indgang.web.manage.queues import views as queues
from indgang.web.manage.sections.urls import PATTERNS as SECTIONS
from indgang.web.manage.sources import articles, kle, links
from indgang.web.manage.tasks import booklet, case_forms, edits, finding, misses, records
from indgang.web.manage.tasks import views as tasks
from indgang.web.manage.today import views as today
from indgang.web.manage.workshop.urls import urlpatterns as workshop_urls

app_name = "manage"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", today.today, name="today"),
    path("board/", today.board, name="board"),
    path("printers/", today.printers, name="printers"),
    path("live/", today.changes, name="live"),
    path("desk/<slug:site>/<slug:desk>/close/", today.close, name="close_desk"),
    path("day/<slug:site>/<day>/close/", today.close_past_day, name="close_day"),
    *APPOINTMENTS,
    *PRIVACY,
    path("figures/", figures.figures, name="figures"),
    path("figures/waits/", waits.waits, name="told_waits"),
    path("figures/handovers/", handovers.handed_over, name="handovers"),
    path("figures/export.<file_format>", figures.export, name="export_figures"),
    path("organisation/", places.sites, name="sites"),
    path("organisation/municipality/", places.municipality, name="municipality"),
    path("organisation/sites/new/", places.new_site, name="new_site"),
    path("organisation/sites/<slug>/", places.site, name="site"),
    path("organisation/sites/<slug>/change/", places.edit_site, name="edit_site"),
    path("organisation/sites/<slug>/desks/new/", places.new_desk, name="new_desk"),
    path("organisation/sites/<slug>/hours/<kind>/", hours.edit_hours, name="edit_hours"),
    path("organisation/desks/<slug>/", places.edit_desk, name="edit_desk"),
    path("organisation/closed-days/", hours.closed_days, name="closed_days"),
    path("organisation/closed-days/<int:period>/remove/", hours.remove_closed, name="remove_closed"),
    path("organisation/people/", people.people, name="people"),
    path("organisation/people/new/", people.new_person, name="new_person"),
    path("organisation/people/<username>/", people.person, name="person"),
    path("organisation/people/<username>/roles/", people.roles, name="roles"),
    path("organisation/people/<username>/password/", people.password, name="password"),
    path("organisation/people/<username>/access/", people.access, name="access"),
    path("organisation/people/<username>/<noun>/add/", people.add_reach, name="add_reach"),
    path("organisation/people/<username>/<noun>/<int:row>/remove/", reaches.remove, name="remove_reach"),
    path("organisation/teams/new/", people.team, name="new_team"),
    path("organisation/teams/<slug:code>/", people.team, name="team"),
    path("organisation/competences/", reaches.competences, name="competences"),
    path("organisation/lifelines/", lifelines.lifelines, name="lifelines"),
    path("organisation/lifelines/new/", lifelines.lifeline, name="new_lifeline"),
    path("organisation/lifelines/<slug:code>/", lifelines.lifeline, name="lifeline"),
    path("organisation/lifelines/<slug:code>/verified/", today.verify, name="verify_lifeline"),
    path("organisation/promises/", promises.promises, name="promises"),
    path("organisation/promises/<int:rule>/remove/", promises.remove, name="remove_promise"),
    path("organisation/promises/deliveries/<slug:code>/", promises.again, name="deliver_again"),
    path("organisation/devices/", tokens.tokens, name="tokens"),
    path("organisation/devices/<int:token>/revoke/", tokens.revoke, name="revoke_token"),
    path("organisation/calendars/", calendars.calendars, name="calendars"),
    path("import/", imports.imports, name="imports"),
    path("import/check/", imports.check, name="check_import"),
    path("import/write/", imports.write, name="write_import"),
    path("import/template/<kind>.<file_format>", imports.template, name="template"),
    path("import/export/<kind>.<file_format>", imports.export, name="export"),
    path("find/", finding.found, name="find"),
    path("tasks/", tasks.tasks, name="tasks"),
    path("tasks/misses/", misses.misses, name="misses"),
    path("tasks/reach/", tasks.reach, name="reach"),
    *SECTIONS,
    path("tasks/assumptions/", records.assumptions, name="assumptions"),
    path("tasks/news/", news.news, name="news"),
    path("tasks/news/new/", news.new, name="new_news"),
    path("tasks/news/<int:news>/", news.edit, name="edit_news"),
    path("tasks/news/<int:news>/publish/", news.publish, name="publish_news"),
    path("tasks/news/<int:news>/withdraw/", news.withdraw, name="withdraw_news"),
    path("tasks/news/<int:news>/receipts/", news.receipts, name="receipts"),
    path("tasks/feedback/", feedback.queue, name="feedback"),
    path("tasks/feedback/<int:feedback>/", feedback.case, name="feedback_case"),
    path("tasks/feedback/<int:feedback>/take/", feedback.take, name="take_feedback"),
    path("tasks/feedback/<int:feedback>/assign/", feedback.assign, name="assign_feedback"),
    path("tasks/booklet/", booklet.booklet, name="booklet"),
    path("tasks/booklet/playbook.pdf", booklet.booklet_file, name="booklet_file"),
    path("tasks/<slug:code>/sheet.pdf", booklet.task_sheet, name="task_sheet"),
    path("tasks/<slug:code>/", tasks.task, name="task"),
    path("tasks/<slug:code>/form/", case_forms.case_form, name="case_form"),
    path("tasks/<slug:code>/form/field/", case_forms.field, name="new_case_field"),
    path("tasks/<slug:code>/form/field/<slug:key>/", case_forms.field, name="case_field"),
    path("tasks/<slug:code>/form/<slug:verb>/", case_forms.act, name="act_on_case_form"),
    path("tasks/<slug:code>/play/<int:play>/", tasks.play_version, name="play_version"),
    path("tasks/<slug:code>/facts/", edits.facts, name="edit_facts"),
    path("tasks/<slug:code>/rows/<slug:fact>/", records.rows, name="task_rows"),
    path("tasks/<slug:code>/keeping/", records.keeping, name="task_keeping"),
    path("tasks/<slug:code>/assumption/", records.confirm, name="confirm_assumption"),
    path("tasks/<slug:code>/offers/", edits.offers, name="edit_offers"),
    path("tasks/<slug:code>/release/", edits.release, name="release_field"),
    path("tasks/<slug:code>/active/", edits.active, name="task_active"),
    *workshop_urls,
    *MESSAGES,
    path("sources/", articles.sources, name="sources"),
    path("sources/fetch/", articles.fetch, name="fetch_articles"),
    path("sources/kle/", kle.kle, name="kle"),
    path("sources/kle/import/", kle.import_file, name="import_kle"),
    path("sources/links/", links.links, name="links"),
    path("sources/links/check/", links.check, name="check_links"),
    path("sources/links/<int:link>/", links.link, name="link"),
    path("sources/<int:article>/", articles.article, name="source_article"),
    path("sources/<int:article>/use/", articles.use, name="use_article"),
    path("sources/<int:article>/service/<int:entry>/", articles.service, name="self_service"),
    path("queue/", queues.queues, name="queues"),
    path("queue/<kind>/new/", queues.edit, name="new_setup"),
    path("queue/<kind>/<path:key>/", queues.edit, name="edit_setup"),
]
