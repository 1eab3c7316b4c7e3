"""How to ask about tickets: of a place, of one's own, and given to one."""

from typing import Any

from tests.matrix.asking import Ask, Case, Operation, at, by, listed, mine, mine_listed, once
from tests.matrix.requests_residency import mandated
from tests.matrix.sites import Site

TICKETS = ("ticket", "accepted_ticket", "settled_ticket")


def _of_site(case: Case) -> frozenset[str]:
    return frozenset(case.site.of(name) for name in TICKETS)


def _open_at_site(case: Case) -> frozenset[str]:
    """Nobody was given either of them."""
    return frozenset(case.site.of(name) for name in TICKETS[:2])


def _partners(operation: Operation) -> Operation:
    """A partner does not learn for whom it works."""

    def make(case: Case) -> list[Ask]:
        home = case.world.sites["home"]
        hidden = {home.names["inhabitant"], home.inhabitant}
        secret = frozenset(hidden if case.role in ("partner", "department_officer") else ())
        asks: Any = operation.make(case)
        return [Ask(ask.path, ask.query, ask.body, secret=secret) for ask in asks]

    return Operation(make)


def given_to_one(body: Any = None) -> Operation:
    return _partners(mine("task", "ticket_id", "accepted_ticket", body))


def _to_the_worker(case: Case) -> list[Ask]:
    """To whoever works the micro-grid of home: they may settle in its community."""
    if not (ticket := case.site.of("accepted_ticket")):
        return []
    person_id = case.site.worker if case.site.grid else case.world.sites["home"].worker
    return [Ask({"ticket_id": ticket}, body={"person_id": person_id})]


def _pass_on(case: Case) -> list[Ask]:
    thing = case.own("task") if case.inside else case.site.of("accepted_ticket")
    body = {"person_id": case.world.sites["home"].worker}
    return [Ask({"ticket_id": thing}, body=body)] if thing else []


def for_another(kind: str, others: str, body: Any = None, **path: str) -> Operation:
    """A ticket of whom one acts for; outside, by somebody else's mandate for their principal's."""

    def make(case: Case) -> list[Ask]:
        thing = case.own(kind) if case.inside else case.site.of(others)
        headers = mandated(case)
        asks = [Ask({"ticket_id": thing, **path}, body=body, headers=headers)]
        return asks if thing and all(headers.values()) else []

    return Operation(make)


def _file_for(case: Case) -> list[Ask]:
    body = {**DARK, "place_id": case.world.sites["home"].place}
    headers = mandated(case)
    return [Ask(body=body, headers=headers)] if all(headers.values()) else []


def _ruled(site: Site, ticket: str) -> Ask:
    """It lies where it waits: from then on it does not wait."""
    return Ask({"ticket_id": ticket}, body={"place_id": site.coded, "reason": "现场看过"})


def _rule_own(case: Case) -> list[Ask]:
    thing = case.own("ticket") if case.inside else case.site.of("ticket")
    return [_ruled(case.world.sites["home"], thing)] if thing else []


DARK = {"service_code": "other", "text": "路灯不亮"}
NOTE, REASON = {"note": "已办结"}, {"reason": "不用了"}
OPERATIONS = {
    "list_ticket_services": once(lambda _: Ask()),
    "list_service_promises": once(
        lambda case: Ask({"community_id": case.world.sites["home"].community})
    ),
    "list_tickets:scope": listed(_of_site, view="scope"),
    "list_tickets:reported": mine_listed("ticket", "ticket", view="reported"),
    "list_tickets:open": listed(_open_at_site, view="scope", open_only="true"),
    "list_tickets:category": listed(
        "settled_ticket", view="scope", service_code="environment", state="settled"
    ),
    "list_tickets:unassigned": listed(_open_at_site, view="unassigned"),
    "list_tickets:filed": mine_listed("filed", "ticket", view="filed"),
    "withdraw_ticket:for_another": for_another("filed", "ticket", REASON),
    "list_tickets:triage": listed("ticket", view="triage"),
    "get_ticket_attribution": by("ticket_id", "ticket"),
    "get_ticket_attribution:reported": mine("ticket", "ticket_id", "ticket"),
    "get_ticket_attribution:assigned": given_to_one(),
    "rule_ticket_place": at(lambda s: _ruled(s, s.of("ticket")), "ticket", "coded"),
    "rule_ticket_place:reported": Operation(_rule_own),
    "list_tickets:assigned": mine_listed("task", "accepted_ticket", view="assigned"),
    "file_ticket": at(
        lambda s: Ask(body={**DARK, "place_id": s.place}),
        "place",
    ),
    "file_ticket:for_another": Operation(_file_for),
    "get_ticket": by("ticket_id", "ticket"),
    "get_ticket:reported": mine("ticket", "ticket_id", "ticket"),
    "get_ticket:assigned": given_to_one(),
    "get_ticket:helping": _partners(mine("helping", "ticket_id", "helped_ticket")),
    "accept_ticket": by("ticket_id", "ticket", {}),
    "accept_ticket:reported": mine("ticket", "ticket_id", "ticket", {}),
    "decline_ticket": by("ticket_id", "ticket", REASON),
    "decline_ticket:reported": mine("ticket", "ticket_id", "ticket", REASON),
    "assign_ticket": Operation(_to_the_worker),
    "assign_ticket:assigned": Operation(_pass_on),
    "settle_ticket": by("ticket_id", "accepted_ticket", NOTE),
    "settle_ticket:assigned": given_to_one(NOTE),
    "settle_ticket:reported": mine("wanted", "ticket_id", "accepted_ticket", NOTE),
    "withdraw_ticket": by("ticket_id", "ticket", REASON),
    "withdraw_ticket:reported": mine("ticket", "ticket_id", "ticket", REASON),
}
