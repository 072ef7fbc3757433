"""The addresses of the places. What has a dot or stands first here is never the slug of a place."""

from django.urls import URLPattern, URLResolver, path

from indgang.ui.service_worker import service_worker
from indgang.web.citizen.places import display, files, os2display, views, widget

app_name = "places"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.index, name="index"),
    path("map.json", files.map_json, name="map"),
    path("hours.ics", files.all_ical, name="all_ical"),
    path("hours.jsonld", files.all_jsonld, name="all_jsonld"),
    path("hours.json", files.all_json, name="all_json"),
    path("changes.rss", files.all_rss, name="all_rss"),
    path("changes.json", files.all_feed, name="all_feed"),
    path("sw.js", service_worker, name="worker"),
    path("widget.js", widget.script, name="widget_script"),
    path("widget/", widget.how_to, name="widget"),
    path("os2display/locations.json", os2display.locations, name="os2display_locations"),
    path("os2display/resources.json", os2display.resources, name="os2display_resources"),
    path("os2display/events.json", os2display.events, name="os2display_events"),
    path("<slug:site>/", views.place, name="site"),
    path("<slug:site>/now.json", widget.now_json, name="now"),
    path("<slug:site>/widget/", widget.frame, name="frame"),
    path("<slug:site>/display/", display.display, name="display"),
    path("<slug:site>/display/state/", display.state, name="display_state"),
    path("<slug:site>/hours.ics", files.site_ical, name="ical"),
    path("<slug:site>/hours.jsonld", files.site_jsonld, name="jsonld"),
    path("<slug:site>/hours.json", files.site_json, name="json"),
    path("<slug:site>/changes.rss", files.site_rss, name="rss"),
    path("<slug:site>/changes.json", files.site_feed, name="feed"),
]
