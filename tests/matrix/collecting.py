"""The entries of all areas together."""

from functools import cache

from tests.matrix.asking import Operation
from tests.matrix.finding import modules


@cache
def operations() -> dict[str, Operation]:
    """Operation, with its variant → entry. ValueError where one stands twice."""
    found: dict[str, Operation] = {}
    for module in modules("requests"):
        if doubled := set(found) & set(module.OPERATIONS):
            raise ValueError(f"{module.__name__}: {sorted(doubled)} have an entry already")
        found |= module.OPERATIONS
    return found


@cache
def facts() -> dict[str, frozenset[str]]:
    """What a refusal may tell beyond every problem, by its code."""
    found = {
        "permission_missing": frozenset({"permission", "acting_role", "acting_posting_id"}),
        "identity_level_too_low": frozenset({"needed_level", "identity_level"}),
    }
    for module in modules("requests"):
        found |= getattr(module, "FACTS", {})
    return found
