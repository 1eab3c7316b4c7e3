"""How to ask about belonging to a dwelling."""

from tests.matrix.asking import Ask, Case, Operation, at, by, has, listed, mine, mine_listed

REASON = {"reason": "上门核实，无此人"}


def _redeem(case: Case) -> list[Ask]:
    residency = case.own("residency") if case.inside else case.site.of("residency")
    body = {"code": case.world.facts["invitation:door"]}
    return [Ask({"residency_id": residency}, body=body)] if residency else []


def _invite(case: Case) -> list[Ask]:
    """The resident's own dwelling is the one of home."""
    if not has(case.site, "dwelling"):
        return []
    return [Ask(body={"dwelling_id": case.site.dwelling})]


def mandated(case: Case) -> dict[str, str]:
    """The mandate that the asker holds; outside, one that somebody else holds."""
    mandate = case.own("held") if case.inside else case.site.of("mandate")
    return {"X-On-Behalf-Of": mandate}


def _claim_for(case: Case) -> list[Ask]:
    dwelling = case.world.sites["home"].spare
    body = {"dwelling_id": dwelling, "belonging": "tenant", "starts_on": "2026-03-01"}
    headers = mandated(case)
    return [Ask(body=body, headers=headers)] if all(headers.values()) else []


def _list_for(case: Case) -> list[Ask]:
    headers = mandated(case)
    rows = frozenset({case.own("home_for")}) if case.inside else frozenset()
    return [Ask(headers=headers, rows=rows)] if all(headers.values()) else []


def _leave_for(case: Case) -> list[Ask]:
    thing = case.own("home_for") if case.inside else case.site.of("residency")
    headers = mandated(case)
    body = {"ends_on": "2026-03-01"}
    asks = [Ask({"residency_id": thing}, body=body, headers=headers)]
    return asks if thing and all(headers.values()) else []


OPERATIONS = {
    "claim_residency:for_another": Operation(_claim_for),
    "list_my_residencies:for_another": Operation(_list_for),
    "leave_residency:for_another": Operation(_leave_for),
    "claim_residency": at(
        lambda s: Ask(
            body={"dwelling_id": s.spare, "belonging": "tenant", "starts_on": "2026-03-01"}
        ),
        "spare",
    ),
    "list_residencies": listed("residency"),
    "list_residencies:verified": listed("verified", view="verified"),
    "verify_residency": by("residency_id", "residency"),
    "verify_residency:own": mine("residency", "residency_id", "residency"),
    "reject_residency": by("residency_id", "residency", REASON),
    "end_residency": by("residency_id", "verified", REASON),
    "vouch_for_residency": by("residency_id", "residency"),
    "reject_residency:own": mine("residency", "residency_id", "residency", REASON),
    "end_residency:own": mine("residency", "residency_id", "residency", REASON),
    "vouch_for_residency:own": mine("residency", "residency_id", "residency"),
    "list_my_residencies": mine_listed("residency", "residency"),
    "leave_residency": mine("residency", "residency_id", "residency", {"ends_on": "2026-03-01"}),
    "redeem_invitation": Operation(_redeem),
    "invite_to_dwelling": Operation(_invite),
    "list_my_invitations": mine_listed("invitation", "invitation"),
    "revoke_invitation": mine("invitation", "invitation_id", "invitation"),
    "list_household": mine_listed("household", "residency"),
    "remove_from_household": mine("household", "residency_id", "verified", REASON),
    "remove_from_household:owner": mine("co_owner", "residency_id", "verified", REASON),
}
