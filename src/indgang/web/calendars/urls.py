"""The addresses of this face."""

from django.urls import URLPattern, URLResolver, path

from indgang.web.calendars import views

app_name = "calendars"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.mine, name="mine"),
    path("<str:feed_token>.ics", views.feed_file, name="feed_file"),
    path("<int:resource>/", views.page, name="page"),
    path("<int:resource>/connect/", views.connect, name="connect"),
    path("<int:resource>/share/", views.share, name="share"),
    path("<int:resource>/read/", views.read, name="read"),
    path("<int:resource>/disconnect/", views.disconnect, name="disconnect"),
    path("<int:resource>/feed/", views.feed, name="feed"),
    path("<int:resource>/feed/end/", views.end_feed, name="end_feed"),
]
