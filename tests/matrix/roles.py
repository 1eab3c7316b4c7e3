"""Who asks: the roles, those whom nobody knows, and residents who are known more or less well."""

UNKNOWN = ("anonymous", "expired", "disabled")
KNOWN = (
    *("resident", "micro_grid_worker", "general_grid_worker", "grid_chief", "community_worker"),
    *("subdistrict_administrator", "district_administrator", "city_administrator"),
    *("auditor", "department_officer", "partner", "committee_member"),
)
GRADED = ("unphoned", "unhoused", "proved")
"""Residents without a phone; with one, but without a dwelling; seen with a document."""
EVERYONE = (*UNKNOWN, *KNOWN, *GRADED)
GRID_WORKERS = frozenset({"micro_grid_worker", "general_grid_worker"})


def judged_as(role: str) -> str:
    """The role by whose column somebody is judged where the table does not name them."""
    return "resident" if role in GRADED else role
