"""The order in which people walk past places."""

import re


def walking_order(code: str) -> list[tuple[int, str]]:
    """A key for codes of places: building 2 before building 10, floor by floor, door by door."""
    parts = re.findall(r"[0-9]+|[^0-9]+", code)
    return [(int(part), "") if part.isdigit() else (-1, part) for part in parts]
