"""The addresses of this part."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.backline.handovers import views

PATTERNS: list[URLPattern | URLResolver] = [
    path("cases/", views.inbox_page, name="cases"),
    path("cases/lists/", views.lists, name="case_lists"),
    path("cases/<slug:code>/", views.case, name="case"),
    path("cases/<slug:code>/decide/", views.decide, name="decide"),
    path("cases/<slug:code>/papers/add/", views.add_paper, name="add_paper"),
    path("cases/<slug:code>/papers/<int:paper>/", views.paper, name="case_paper"),
    path("cases/<slug:code>/<slug:verb>/", views.act, name="act_on_case"),
]
