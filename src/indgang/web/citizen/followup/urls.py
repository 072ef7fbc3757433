"""The addresses of one's own case."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.citizen.followup import views

app_name = "follow_up"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.find, name="find"),
    path("<slug:code>/", views.page, name="page"),
    path("<slug:code>/papers/<slug:signature>/", views.papers, name="papers"),
    path("<slug:code>/withdraw/", views.withdraw, name="withdraw"),
]
