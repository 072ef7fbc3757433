"""Promises to citizens: what holds, which are at risk, and which cases the case system has."""
