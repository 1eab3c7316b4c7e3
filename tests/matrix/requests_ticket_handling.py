"""How to ask about handling: giving back, ruling, routing, pressing."""

from typing import Any

from tests.matrix.asking import Ask, Case, Operation, at, by, listed, mine, once
from tests.matrix.requests_tickets import for_another, given_to_one

TIMES = {
    "return_workdays": 2,
    "urge_hours": 12,
    "answer_hours": 8,
    "silence_hours": None,
    "supervision_workdays": 5,
    "appeal_days": 10,
    "appeal_workdays": 7,
}
ANY = {"If-Match": "*"}
RULE = {
    "title": "轮流办理",
    "position": 3,
    "service_codes": ["none_such"],
    "action": {"kind": "role", "role": "micro_grid_worker", "strategy": "rotate"},
}
AGAIN = {"reason": "请再看看"}
BACK, WORD = {"reason": "不归我管"}, {"answer": "明天办"}
DEMAND = {"demand": "请说明", "workdays": 3}


def _to_worker(name: str) -> Operation:
    """A person who may settle in home's community stands in the body."""

    def make(case: Case) -> list[Ask]:
        ticket = case.site.of(name)
        person_id = case.site.worker if case.site.grid else case.world.sites["home"].worker
        body = {"person_id": person_id, "reason": "由他办理"}
        return [Ask({"ticket_id": ticket}, body=body)] if ticket else []

    return Operation(make)


def _pass_own(case: Case) -> list[Ask]:
    thing = case.own("task") if case.inside else case.site.of("given_ticket")
    body = {"person_id": case.world.sites["home"].worker, "reason": "请同事办"}
    return [Ask({"ticket_id": thing}, body=body)] if thing else []


def _many(case: Case) -> Ask:
    home = case.world.sites["home"]
    return Ask(body={"ticket_ids": [home.of("accepted_ticket")], "person_id": home.worker})


def _department(site: Any) -> Ask:
    body = {"department_id": site.of("department")}
    return Ask({"call_id": site.of("district_call")}, body=body)


OPERATIONS = {
    "return_ticket": by("ticket_id", "given_ticket", BACK),
    "return_ticket:assigned": given_to_one(BACK),
    "pass_ticket_on": _to_worker("given_ticket"),
    "pass_ticket_on:assigned": Operation(_pass_own),
    "assign_tickets": once(_many),
    "list_ticket_assignees": by("ticket_id", "given_ticket"),
    "appeal_ticket": by("ticket_id", "declined_ticket", AGAIN),
    "appeal_ticket:reported": mine("refused", "ticket_id", "declined_ticket", AGAIN),
    "appeal_ticket:for_another": for_another("refused_for", "declined_ticket", AGAIN),
    "get_ticket_appeal": by("ticket_id", "declined_ticket"),
    "get_ticket_appeal:reported": mine("refused", "ticket_id", "declined_ticket"),
    "list_ticket_appeals": listed("appeal"),
    "decide_ticket_appeal": by("appeal_id", "appeal", {"ordered": True, "reason": "请受理"}),
    "list_ticket_arbitrations": listed("bounced_ticket"),
    "arbitrate_ticket": _to_worker("bounced_ticket"),
    "get_ticket_rule": by("place_id", "district"),
    "set_ticket_rule": at(
        lambda s: Ask({"place_id": s.of("district")}, body=TIMES, headers=ANY), "district"
    ),
    "list_ticket_rule_editions": by("place_id", "district"),
    "list_routing_rules": listed("routing_rule"),
    "get_routing_rule": by("rule_id", "routing_rule"),
    "make_routing_rule": once(lambda _: Ask(body=RULE)),
    "change_routing_rule": at(
        lambda s: Ask({"rule_id": s.of("routing_rule")}, body=RULE, headers=ANY), "routing_rule"
    ),
    "list_routing_rule_editions": by("rule_id", "routing_rule"),
    "try_routing_rule": once(lambda _: Ask(body=RULE)),
    "ask_routing": at(lambda s: Ask(body={"place_id": s.place, "service_code": "noise"}), "place"),
    "get_ticket_routing": by("ticket_id", "ticket"),
    "get_ticket_routing:reported": mine("ticket", "ticket_id", "ticket"),
    "list_ticket_offers": once(lambda _: Ask()),
    "claim_ticket": by("ticket_id", "accepted_ticket", {}),
    "urge_ticket": by("ticket_id", "ticket", {}),
    "urge_ticket:reported": mine("ticket", "ticket_id", "ticket", {}),
    "urge_ticket:for_another": for_another("filed", "ticket", {}),
    "supervise_ticket": by("ticket_id", "given_ticket", DEMAND),
    "list_ticket_supervisions": listed("supervision"),
    "get_ticket_supervision": by("supervision_id", "supervision"),
    "answer_ticket_supervision": by("supervision_id", "supervision", WORD),
    "close_ticket_supervision": by("supervision_id", "supervision", {"remark": "已核实"}),
    "call_level": by("ticket_id", "accepted_ticket", {"reason": "请到场"}),
    "list_ticket_calls": listed("call"),
    "get_ticket_call": by("call_id", "call"),
    "answer_ticket_call": by("call_id", "call", WORD),
    "pass_ticket_call_up": by("call_id", "call", {}),
    "name_call_department": at(_department, "district_call"),
}
