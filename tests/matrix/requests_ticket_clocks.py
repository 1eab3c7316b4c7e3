"""How to ask about clocks of tickets, to pause them, and to set what they go by."""

from typing import Any

from shequ_api.features.sla_policies.schemas import HOURS, POLICY
from tests.matrix.asking import Ask, Operation, at, by, listed_at, mine, once
from tests.matrix.requests_tickets import given_to_one

PARTS = {"reason": "parts"}
ANY = {"If-Match": "*"}


def _named(kind: str, **more: str) -> Operation:
    return at(lambda s: Ask({"place_id": s.of(kind), **more}), kind)


def _set(kind: str, body: Any, **more: str) -> Operation:
    return at(lambda s: Ask({"place_id": s.of(kind), **more}, body=body, headers=ANY), kind)


OPERATIONS = {
    "get_ticket_clocks": by("ticket_id", "ticket"),
    "get_ticket_clocks:reported": mine("ticket", "ticket_id", "ticket"),
    "get_ticket_clocks:assigned": given_to_one(),
    "pause_ticket": by("ticket_id", "accepted_ticket", PARTS),
    "pause_ticket:assigned": given_to_one(PARTS),
    "pause_ticket:reported": mine("wanted", "ticket_id", "accepted_ticket", PARTS),
    "resume_ticket": by("ticket_id", "paused_ticket"),
    "count_tickets": once(lambda _: Ask()),
    "count_tickets:assigned": once(lambda _: Ask(query={"view": "assigned"})),
    "get_sla_policy": _named("building", category="all"),
    "list_sla_policy_editions": _named("building", category="all"),
    "set_sla_policy": _set("district", {"policy": POLICY}, category="all"),
    "set_sla_policy:community": _set("community", {"policy": POLICY}, category="all"),
    "set_sla_policy:city": _set("city", {"policy": POLICY}, category="all"),
    "get_office_hours": by("place_id", "building"),
    "list_office_hours_editions": listed_at("district", {"place_id": "building"}),
    "set_office_hours": _set("district", {"hours": HOURS}),
    "set_office_hours:city": _set("city", {"hours": HOURS}),
}
