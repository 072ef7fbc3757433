"""Build tools of this repository, run as ``python -m tools.NAME`` from its root; not part of the product."""
