"""The playbook on paper: a booklet for the ring binder at the desk."""

from indgang.catalogue.booklet.making import PAPERS, booklet_pdf

__all__ = ["PAPERS", "booklet_pdf"]
