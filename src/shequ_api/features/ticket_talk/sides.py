from enum import StrEnum


class Side(StrEnum):
    """On whose side somebody speaks."""

    REPORTER = "reporter"
    """Whoever ordered it, who filed it for them, who acts for them."""
    STAFF = "staff"
    """Whoever handles it."""
