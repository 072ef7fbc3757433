"""Trying addresses on the web."""

from indgang.integrations.links.prober import HttpProber, link_prober

__all__ = ["HttpProber", "link_prober"]
