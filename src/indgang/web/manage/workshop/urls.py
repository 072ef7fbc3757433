"""The addresses of the workshop, within those of the face."""

from django.urls import URLPattern, path

from indgang.web.manage.workshop import card_views as cards
from indgang.web.manage.workshop import results, views

urlpatterns: list[URLPattern] = [
    path("workshop/", views.workshops, name="workshops"),
    path("workshop/new/", views.new, name="new_workshop"),
    path("workshop/<int:workshop>/", views.board, name="workshop"),
    path("workshop/<int:workshop>/sum/", views.summary, name="workshop_sum"),
    path("workshop/<int:workshop>/side/", views.side, name="workshop_side"),
    path("workshop/<int:workshop>/add/", views.add, name="workshop_add"),
    path("workshop/<int:workshop>/fetch/", views.fetch, name="workshop_fetch"),
    path("workshop/<int:workshop>/agreed/", views.agreed, name="workshop_agreed"),
    path("workshop/<int:workshop>/state/", views.state, name="workshop_state"),
    path("workshop/<int:workshop>/results/", results.results, name="workshop_results"),
    path("workshop/<int:workshop>/results.<file_format>", results.file, name="workshop_file"),
    path("workshop/<int:workshop>/catalogue/", results.catalogue, name="workshop_catalogue"),
    path("workshop/tasks/<int:mapped>/", cards.row, name="mapped"),
    path("workshop/tasks/<int:mapped>/assess/<slug:side>/", cards.assess, name="mapped_assess"),
    path("workshop/tasks/<int:mapped>/describe/", cards.describe, name="mapped_describe"),
    path("workshop/tasks/<int:mapped>/settle/", cards.settle, name="mapped_settle"),
    path("workshop/tasks/<int:mapped>/divide/", cards.divide, name="mapped_divide"),
    path("workshop/tasks/<int:mapped>/out/", cards.out, name="mapped_out"),
    path("workshop/tasks/<int:mapped>/history/", cards.history, name="mapped_history"),
]
