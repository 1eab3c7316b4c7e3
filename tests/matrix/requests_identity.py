"""How to ask about oneself."""

from tests.matrix.asking import Ask, Case, Operation, once


async def _bind(case: Case) -> list[Ask]:
    if case.nowhere:
        return [Ask(body={"code": "unheard-of"})]
    if not (case.inside or case.site.phones):
        return []
    number = "13600000001" if case.inside else case.site.phones["inhabitant"]
    return [Ask(body={"code": await case.world.hand.phone_code(number)})]


OPERATIONS = {
    "get_me": once(lambda _: Ask()),
    "replace_my_profile": once(lambda _: Ask(body={"name": "新名"})),
    "bind_my_phone": Operation(_bind),
}
FACTS = {"phone_taken": frozenset({"ways_out"})}
