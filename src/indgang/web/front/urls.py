"""The addresses of the staff's doors and of the demo's."""

from django.urls import path

from indgang.web.front import views

app_name = "front"
urlpatterns = [
    path("doors/", views.doors, name="doors"),
    path("demo/plan/", views.plan, name="plan"),
    path("demo/live/", views.live, name="live"),
    path("demo/enter/", views.enter, name="enter"),
]
