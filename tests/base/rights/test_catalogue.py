"""The catalogue is what decides: every permission with a title, every role with its table."""

from httpx import AsyncClient

from shequ_api.base.access.roles import Role
from shequ_api.base.registry import Registry
from shequ_api.kit.http.parts import Parts
from shequ_api.modules import MODULES
from tests.cast import Cast

API = "/api/v1/access"
GRAVE = {"reveal", "export", "appoint", "disable", "merge", "erase", "manage", "explain"}
"""Verbs of rights that no place may hand on by a role of its own, whoever writes the module."""
ALL = {str(permission) for module in MODULES for permission in module.permissions or ()}


async def test_every_permission_is_there_with_a_title(client: AsyncClient, cast: Cast) -> None:
    answer = await client.get(f"{API}/permissions", headers=await cast.headers("resident"))
    assert answer.status_code == 200, answer.text
    items = {item["permission"]: item for item in answer.json()["items"]}
    assert items.keys() == ALL
    nameless = [name for name, item in items.items() if item["title"] == name]
    assert not nameless, "no operation asks for it: give it a title in its module"
    assert items["ticket:accept"]["roles"] == ["grid_chief", "community_worker"]
    assert items["ticket:accept"]["operations"][0]["operation"] == "accept_ticket"
    assert items["charity:donate"]["level"] == 1


async def test_every_role_is_there(client: AsyncClient, cast: Cast) -> None:
    answer = await client.get(f"{API}/roles", headers=await cast.headers("resident"))
    roles = {item["role"]: item for item in answer.json()["items"]}
    assert list(roles) == [str(role) for role in Role]
    assert roles["community_worker"]["held_kinds"] == ["community"]
    assert "custom" in roles["community_worker"]["may_appoint"]
    assert roles["custom"]["permissions"] == []


def test_grave_rights_are_never_lent(parts: Parts) -> None:
    roles = parts.get(Registry).roles
    lent = {p for p in roles.lendable if p.partition(":")[2] in GRAVE - {"manage"}}
    assert not lent - {"ticket:merge"}, "requests are put together and apart again; persons are not"
    assert not {p for p in roles.lendable if p.startswith(("audit", "access", "custom_role"))}
    assert not roles.lendable & roles.granted_to(Role.RESIDENT)
    # Lists of people go in and out for whole communities, by those who answer for them.
    assert not roles.lendable & {"register:import", "register:export"}
    assert "ticket:accept" in roles.lendable
