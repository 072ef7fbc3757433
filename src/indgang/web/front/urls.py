"""The addresses of the front page and of the demo's doors."""

from django.urls import path

from indgang.web.front import views

app_name = "front"
urlpatterns = [
    path("", views.front, name="front"),
    path("demo/plan/", views.plan, name="plan"),
    path("demo/live/", views.live, name="live"),
    path("demo/enter/", views.enter, name="enter"),
]
