"""How it is known where a ticket belongs."""

from enum import StrEnum


class FoundBy(StrEnum):
    """How it is known where a ticket belongs."""

    CHOSEN = "chosen"
    ASSET = "asset"
    BOUNDARY = "boundary"
    ABOVE = "above"
    NEAREST = "nearest"
    HOME = "home"
    RULED = "ruled"
