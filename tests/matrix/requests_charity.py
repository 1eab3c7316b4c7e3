"""How to ask about pools and gifts."""

from tests.matrix.asking import Ask, Case, Operation, at, by, has, listed_at


def _donate(field: str, thing: str) -> Operation:
    def ask(target: str) -> Ask:
        body = {field: target, "amount_points": 1}
        return Ask(body=body)

    return at(lambda site: ask(site.of(thing)), thing)


def _donations(case: Case) -> list[Ask]:
    if not has(case.site, "pool"):
        return []
    query = {"limit": "100"}
    return [Ask({"pool_id": case.site.of("pool")}, query, secret=case.world.names)]


def _gifts(_: Case) -> list[Ask]:
    return [Ask(query={"limit": "100"})]


OPENING = {"purpose": "elderly", "title": "暖冬送餐", "what_for": "给独居老人送热餐"}
OPERATIONS = {
    "list_charity_pools": listed_at("pool", community_id="community"),
    "donate_points": _donate("pool_id", "pool"),
    "donate_points:community": _donate("community_id", "community"),
    "list_pool_donations": Operation(_donations),
    "list_pool_ledger": Operation(_donations),
    "get_pool_balance": by("pool_id", "pool"),
    "list_pool_thanks": by("pool_id", "pool"),
    "list_my_donations": Operation(_gifts, lambda case: case.site.of("gift")),
    "list_my_supported_pools": Operation(_gifts, lambda case: case.site.of("purse")),
    "open_charity_pool": at(
        lambda site: Ask(body={"community_id": site.community, **OPENING}), "purse"
    ),
    "close_charity_pool": at(
        lambda site: Ask({"pool_id": site.of("purse")}, body={"reason": "已完成"}),
        "purse",
    ),
    "thank_donors": by("pool_id", "purse", {"words": "谢谢大家"}),
}
