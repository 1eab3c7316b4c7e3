"""How to ask about what households are to get."""

from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, at, by, listed

WHY = {"purpose": "care", "reason": "复审困难帮扶"}
RULE = {"tag": "elderly_alone", "points": 5, "starts_on": "2026-01-01"}


def _propose() -> Operation:
    body = {"form": "goods", "need": "困难", "use": "粮油", "points": 1}
    return at(
        lambda s: Ask(body={"place_id": s.dwelling, "pool_id": s.of("alms"), **body}),
        "dwelling",
        "alms",
    )


def _deliver() -> Operation:
    def ask(thing: str) -> Ask:
        body = {
            "proposal_id": thing,
            "proof": "witness",
            "witness_name": "见证人",
            "handed_at": utc_now().isoformat(),
        }
        return Ask({"delivery_id": str(new_id())}, body=body)

    return at(lambda site: ask(site.of("aid_granted")), "aid_granted")


def _mine(_: Case) -> list[Ask]:
    return [Ask(query={"limit": "100"})]


OPERATIONS = {
    "list_charity_proposals": listed("aid"),
    "get_charity_proposal": by("proposal_id", "aid"),
    "propose_charity_grant": _propose(),
    "reveal_charity_proposal": by("proposal_id", "aid", WHY),
    "approve_charity_proposal": by("proposal_id", "aid"),
    "confirm_charity_proposal": by("proposal_id", "aid_approved"),
    "decline_charity_proposal": by("proposal_id", "aid", {"reason": "已由临时救助解决"}),
    "withdraw_charity_proposal": by("proposal_id", "aid", {"reason": "重复提名"}),
    "record_charity_delivery": _deliver(),
    "list_allocation_rules": listed("aid_rule"),
    "make_allocation_rule": at(lambda site: Ask(body={"pool_id": site.of("alms"), **RULE}), "alms"),
    "end_allocation_rule": by("rule_id", "aid_rule"),
    "list_my_charity_grants": Operation(_mine, lambda case: case.site.of("aid_granted")),
    "accept_charity_grant": by("proposal_id", "aid_granted"),
}
