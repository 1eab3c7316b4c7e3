"""How to ask about pools and gifts."""

from shequ_api.kit.ids import new_id
from tests.matrix.asking import Ask, Case, Operation, at, has, listed_at


def _donate(field: str, thing: str) -> Operation:
    def ask(target: str) -> Ask:
        body = {field: target, "amount_points": 1}
        return Ask(body=body, headers={"Idempotency-Key": str(new_id())})

    return at(lambda site: ask(site.of(thing)), thing)


def _donations(case: Case) -> list[Ask]:
    if not has(case.site, "pool"):
        return []
    query = {"limit": "100"}
    return [Ask({"pool_id": case.site.of("pool")}, query, secret=case.world.names)]


OPERATIONS = {
    "list_charity_pools": listed_at("pool", community_id="community"),
    "donate_points": _donate("pool_id", "pool"),
    "donate_points:community": _donate("community_id", "community"),
    "list_pool_donations": Operation(_donations),
}
