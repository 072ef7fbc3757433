"""The addresses of the promised calls."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.backline.calls import questions, views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.listed, name="calls"),
    path("figures/", views.figures, name="call_figures"),
    path("questions/", questions.units_page, name="call_questions"),
    path("questions/<slug:unit>/", questions.edit, name="edit_call_questions"),
    path("case/<slug:code>/", views.case, name="call"),
    path("case/<slug:code>/<slug:verb>/", views.act, name="act_on_call"),
]
