"""The addresses of presence, within those of the face."""

from django.urls import URLPattern, path

from indgang.web.backline.presence import views

urlpatterns: list[URLPattern] = [
    path("presence/", views.presence, name="presence"),
    path("presence/bar/", views.bar, name="presence_bar"),
    path("presence/say/", views.say, name="say_presence"),
    path("referrals/", views.referrals, name="referrals"),
    path("referrals/<int:referral>/<slug:verb>/", views.mark, name="mark_referral"),
]
