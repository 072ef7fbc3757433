"""The addresses of the sections' pages, before those of single tasks."""

from django.urls import URLPattern, path

from indgang.web.manage.sections import board, check, editor, keeping, versions

PATTERNS: list[URLPattern] = [
    path("tasks/editorial/", board.editorial, name="editorial"),
    path("tasks/rules/", keeping.playbook_rules, name="playbook_rules"),
    path("tasks/versions/<int:version>/", versions.version, name="section_version"),
    path("tasks/versions/<int:version>/check/", check.check, name="check_version"),
    path("tasks/<slug:code>/read/", keeping.read_through, name="read_through"),
    path("tasks/<slug:code>/owners/", keeping.owners, name="owners"),
    path("tasks/<slug:code>/sections/<kind>/", versions.history, name="section_history"),
    path("tasks/<slug:code>/sections/<kind>/edit/", editor.edit, name="edit_section"),
]
