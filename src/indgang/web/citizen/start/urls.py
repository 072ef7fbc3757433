"""The addresses of the citizen's start page."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.citizen.start import views

app_name = "start"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.start, name="start"),
    path("search/", views.found, name="search"),
    path("suggest/", views.suggest, name="suggest"),
    path("topics/", views.all_topics, name="topics"),
    path("topic/<slug:code>/", views.topic, name="topic"),
    path("task/<slug:code>/", views.task, name="task"),
    path("task/<slug:code>/service.jsonld", views.linked_data, name="linked_data"),
    path("number/", views.number, name="number"),
]
