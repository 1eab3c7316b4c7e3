"""How to ask the features: codes, tickets, patrols, points, charity."""

from collections.abc import Callable
from typing import Any

from shequ_api.features.points.seed import DEFAULTS
from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, at, by, listed, once
from tests.matrix.sites import COMMUNITY, COMPOUNDS, ONCE, PERSONAL, SUBTREE, TICKETS, Site

GRID_WORKERS = {"micro_grid_worker", "general_grid_worker"}
ON_DUTY = GRID_WORKERS | {"community_worker", "district_administrator"}
MORNING = "2026-11-20T09:30:00.000+08:00"
VERIFICATION = "WW_verify_0123456789"
POSITION = {
    "longitude": 104.1,
    "latitude": 30.7,
    "coordinate_system": "WGS-84",
    "accuracy_metres": 9.0,
}


def _compound(body: Any = None) -> Operation:
    """No compound lies in a grid, so grid workers ask with a building of theirs."""

    def make(case: Case) -> list[Ask]:
        narrow = case.role in GRID_WORKERS
        place_id = case.site.building if narrow else case.site.compound
        return [Ask({"place_id": place_id}, body=body)]

    return Operation(COMPOUNDS, make)


def _scan(case: Case) -> list[Ask]:
    on_duty = case.own and case.role in ON_DUTY
    secret = frozenset() if on_duty else case.world.names
    return [Ask(body={"code": case.site.scene}, secret=secret, shows_phones=on_duty)]


def _page(case: Case) -> list[Ask]:
    return [Ask({"code": case.site.scene}, secret=case.world.names | case.world.phones)]


def _verification(case: Case) -> list[Ask]:
    names = {"own": VERIFICATION, "none": "WW_verify_none"}
    return [Ask({"name": names[case.relation]})] if case.relation in names else []


def _tickets_of(case: Case, state: str) -> list[str]:
    """A partner's own is what is assigned to it; next to that lies what is not, at home too."""
    here = case.site.tickets[state]
    if case.role != "partner" or case.relation == "none":
        return [here]
    if case.own:
        return [case.site.tickets[f"{'settled' if state == 'settled' else 'assigned'}:partner"]]
    return [here, case.world.sites["home"].tickets[state]]


def _reporter(case: Case) -> frozenset[str]:
    """A partner does not learn for whom it works."""
    home = case.world.sites["home"]
    return frozenset({home.names["inhabitant"], home.inhabitant} if case.role == "partner" else ())


def _ticket(state: str, body: Any = None) -> Operation:
    def make(case: Case) -> list[Ask]:
        found = _tickets_of(case, state)
        return [Ask({"ticket_id": one}, body=body, secret=_reporter(case)) for one in found]

    return Operation(TICKETS, make)


def _settle(case: Case) -> list[Ask]:
    found = _tickets_of(case, "accepted")
    if case.own and case.role in GRID_WORKERS:
        mine = case.site.tickets.get(f"assigned:{case.role}")
        found = [mine] if mine else []
    body = {"note": "已办结"}
    return [Ask({"ticket_id": one}, body=body, secret=_reporter(case)) for one in found]


def _assign(case: Case) -> list[Ask]:
    body = {"person_id": case.world.people["micro_grid_worker"]}
    found = _tickets_of(case, "accepted")
    return [Ask({"ticket_id": one}, body=body) for one in found]


def _list_tickets(case: Case) -> list[Ask]:
    """What is own is in the role's own view; what is not is in none."""
    if case.relation == "none":
        return []
    view = {"resident": "reported", "partner": "assigned"}.get(case.role, "scope")
    views = [view] if case.own else ["reported", "assigned", "scope"]
    home = case.world.sites["home"].tickets
    rows = set(case.site.tickets.values())
    if case.role == "partner":
        mine = {one for state, one in home.items() if state.endswith(":partner")}
        rows = mine if case.own else rows | set(home.values()) - mine
    return [Ask(query={"view": one, "limit": "100"}, rows=frozenset(rows)) for one in views]


def _own_row(
    mine: Callable[[Case], str], others: Callable[[Site], str], *, district: bool = False
) -> Operation:
    """A list of one's own things: whoever asks finds their own, and nobody else's."""

    def make(case: Case) -> list[Ask]:
        if case.relation == "none" and not district:
            return []
        row = mine(case) if case.own else others(case.site)
        query = {"district_id": case.site.district} if district else {}
        return [Ask(query={"limit": "100", **query}, rows=frozenset({row}))]

    return Operation(PERSONAL, make)


def _check_in(site: Site) -> Ask:
    body = {"grid_id": site.grid, "position": POSITION, "device_at": MORNING}
    return Ask({"check_in_id": str(new_id())}, body=body)


def _inspect(case: Case) -> list[Ask]:
    body = {
        "form_version_id": case.world.sheet,
        "place_id": case.site.dwelling,
        "answers": {"visit_result": "nobody_home"},
        "filled_at": MORNING,
    }
    return [Ask({"inspection_id": str(new_id())}, body=body)]


def _rule(site: Site) -> Ask:
    body = {
        "community_id": site.community,
        "fact": "ticket_settled",
        "earner": "settler",
        "title": "新规则",
        "points": 5,
        "daily_cap_points": 50,
    }
    return Ask(body=body)


def _end_rule(case: Case) -> list[Ask]:
    """Next to a community's own rules lie those that hold everywhere, which are nobody's."""
    everywhere = [str(rule_id) for rule_id in DEFAULTS] if case.relation == "neighbour" else []
    return [Ask({"rule_id": one}) for one in [case.site.rule, *everywhere]]


def _donate(site: Site) -> Ask:
    body = {"pool_id": site.pool, "amount_points": 1}
    return Ask(body=body, headers={"Idempotency-Key": str(new_id())})


def _donations(case: Case) -> list[Ask]:
    query = {"limit": "100"}
    return [Ask({"pool_id": case.site.pool}, query, secret=case.world.names)]


FEATURES = {
    "list_place_codes": listed(SUBTREE, lambda s: s.code),
    "get_place_code": by(SUBTREE, "code_id", lambda s: s.code),
    "issue_place_code": at(SUBTREE, lambda s: Ask(body={"place_id": s.spare})),
    "replace_place_code": by(SUBTREE, "code_id", lambda s: s.code),
    "revoke_place_code": by(SUBTREE, "code_id", lambda s: s.code, {"reason": "码牌遗失"}),
    "issue_code_batch": _compound({"limit": 200}),
    "draw_place_code": by(SUBTREE, "code_id", lambda s: s.code),
    "draw_wxa_code": by(SUBTREE, "code_id", lambda s: s.code),
    "print_code_sheet": _compound(),
    "scan_code": Operation(SUBTREE, _scan),
    "show_place_page": Operation(SUBTREE, _page),
    "show_domain_verification": Operation(ONCE, _verification),
    "list_ticket_services": once(ONCE, lambda _: Ask()),
    "list_tickets": Operation(TICKETS, _list_tickets),
    "file_ticket": at(
        COMMUNITY,
        lambda s: Ask(body={"service_code": "other", "text": "路灯不亮", "place_id": s.coded}),
    ),
    "get_ticket": _ticket("submitted"),
    "accept_ticket": _ticket("submitted", {}),
    "decline_ticket": _ticket("submitted", {"reason": "属物业"}),
    "assign_ticket": Operation(TICKETS, _assign),
    "settle_ticket": Operation(TICKETS, _settle),
    "rate_ticket": _ticket("settled", {"score": 5}),
    "withdraw_ticket": _ticket("submitted", {"reason": "不用了"}),
    "make_check_in": at(SUBTREE, _check_in),
    "list_check_ins": listed(SUBTREE, lambda s: s.check_in),
    "list_my_check_ins": _own_row(
        lambda case: case.world.check_ins.get(case.role, ""), lambda s: s.check_in
    ),
    "list_inspections": listed(SUBTREE, lambda s: s.inspection),
    "submit_inspection": Operation(SUBTREE, _inspect),
    "get_inspection": by(SUBTREE, "inspection_id", lambda s: s.inspection),
    "review_inspection": by(
        SUBTREE, "inspection_id", lambda s: s.inspection, {"decision": "approved"}
    ),
    "get_points_card": at(ONCE, lambda s: Ask(query={"district_id": s.district})),
    "list_points_card_lines": _own_row(
        lambda case: case.world.transfers.get(case.role, ""), lambda s: s.transfer, district=True
    ),
    "list_earning_rules": listed(COMMUNITY, lambda s: s.rule, community_id=lambda s: s.community),
    "set_earning_rule": at(COMMUNITY, _rule),
    "end_earning_rule": Operation(COMMUNITY, _end_rule),
    "list_charity_pools": listed(COMMUNITY, lambda s: s.pool, community_id=lambda s: s.community),
    "donate_points": at(COMMUNITY, _donate),
    "list_pool_donations": Operation(COMMUNITY, _donations),
}
