"""Ways to a case system: a folder that it reads, or a signed webhook."""

from indgang.integrations.casesystem.choice import case_system, check_settings

__all__ = ["case_system", "check_settings"]
