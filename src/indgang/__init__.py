"""Indgang: the desk where a Danish library and its municipality's citizen service meet the public together."""

__version__ = "0.1.0"
