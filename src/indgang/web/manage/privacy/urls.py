"""The addresses of privacy."""

from django.urls import path

from indgang.web.manage.privacy import views

PATTERNS = [
    path("organisation/privacy/", views.privacy, name="privacy"),
    path("organisation/privacy/erase/", views.erase, name="erase_held"),
    path("organisation/privacy/download/", views.download, name="download_held"),
    path("organisation/privacy/run/", views.run, name="erase_over"),
]
