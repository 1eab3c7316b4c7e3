"""How to ask about belonging to a dwelling."""

from tests.matrix.asking import Ask, at, by, listed, mine

OPERATIONS = {
    "claim_residency": at(
        lambda s: Ask(
            body={"dwelling_id": s.spare, "belonging": "tenant", "starts_on": "2026-03-01"}
        ),
        "spare",
    ),
    "list_residencies": listed("residency"),
    "verify_residency": by("residency_id", "residency"),
    "verify_residency:own": mine("residency", "residency_id", "residency"),
}
