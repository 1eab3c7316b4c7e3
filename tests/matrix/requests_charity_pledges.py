"""How to ask about gifts that post themselves."""

from tests.matrix.asking import Ask, Case, Operation, at, by

PLEDGE = {"per": "points_earned", "every_units": 10, "give_points": 1, "month_cap_points": 5}


def _all(_: Case) -> list[Ask]:
    return [Ask(query={"limit": "100"})]


def _agree(case: Case) -> list[Ask]:
    """Of a partner's own district: those beyond it are refused by a rule."""
    if case.site.key in {"abroad", "beyond"} or not case.site.of("alms"):
        return []
    body = {"pool_id": case.site.of("alms"), "basis_points": 500}
    return [Ask(body=body)]


OPERATIONS = {
    "make_unit_pledge": at(lambda site: Ask(body={"pool_id": site.of("alms"), **PLEDGE}), "alms"),
    "list_my_unit_pledges": Operation(_all, lambda case: case.site.of("pledge")),
    "end_unit_pledge": by("pledge_id", "pledge"),
    "list_pledge_postings": by("pledge_id", "pledge"),
    "list_income_shares": Operation(_all, lambda case: case.site.of("share")),
    "agree_income_share": Operation(_agree),
    "end_income_share": by("share_id", "share"),
    "list_share_postings": by("share_id", "share"),
}
