"""Who I am here, in few statements; and the level that each permission needs."""

from shequ_api.base.access.levels import LEVEL_TITLES, IdentityLevel
from shequ_api.base.registry import Registry
from shequ_api.kit.http.parts import Parts
from tests.architecture.api import the_app
from tests.base.identity.test_mandates import given
from tests.base.living import EMPTY, OTHER_EMPTY, Street
from tests.counting import Queries

MOST = 7
LEVELS = {level.name.lower() for level in IdentityLevel}


async def test_me_says_all_in_few_statements(street: Street, queries: Queries) -> None:
    await street.got("resident", "/me")
    with queries() as before:
        await street.got("resident", "/me")
    for _ in range(3):
        await given(street)
    await street.claimed("resident", EMPTY)
    await street.claimed("resident", OTHER_EMPTY)
    with queries() as seen:
        me = await street.got("resident", "/me")
    assert len(seen) == len(before) <= MOST, "\n".join(seen)
    assert [home["state"] for home in me["residencies"]].count("waiting") == 2
    assert len(me["mandates"]) == 3
    assert me["level"] == {
        "level": 2,
        "title": LEVEL_TITLES[IdentityLevel.DWELLING],
        "until": None,
        "next_level": 3,
        "next_title": LEVEL_TITLES[IdentityLevel.DOCUMENT],
        "next_step": me["level"]["next_step"],
    }
    worker = await street.got("micro_grid_worker", "/me")
    assert len(worker["postings"]) == 1
    assert "ticket:settle" in worker["permissions"]


async def test_both_sides_see_a_mandate_in_force(street: Street) -> None:
    mandate = await given(street)
    for who in ("resident", "same_building"):
        [shown] = (await street.got(who, "/me"))["mandates"]
        assert shown["id"] == mandate
    [held] = (await street.got("same_building", "/me/mandates?side=held"))["items"]
    assert (held["principal_name"], held["agent_name"]) == ("甲居民", "乙居民")
    await street.ask("same_building", "PUT", f"/me/mandates/{mandate}/revocation")
    assert (await street.got("resident", "/me"))["mandates"] == []


def test_every_permission_states_its_level(parts: Parts) -> None:
    """In the document, as in the book that `may` asks."""
    book = parts.get(Registry).levels
    operations = [
        operation for path in the_app().openapi()["paths"].values() for operation in path.values()
    ]
    known = [each["x-permission"] for each in operations]
    asked = [each for each in known if each["permission"] != "public"]
    assert {each["identity_level"] for each in asked} <= LEVELS
    assert all("identity_level" not in each for each in known if each["permission"] == "public")
    for each in asked:
        assert each["identity_level"] == book.needed_for(each["permission"]).name.lower()
    said = {each["permission"]: each["identity_level"] for each in asked}
    assert said["ticket:file"] == "account"
    assert said["charity:donate"] == said["mandate:give"] == "phone"
    assert said["residency:invite"] == "dwelling"


def test_every_level_that_is_asked_belongs_to_a_permission(parts: Parts) -> None:
    """A level on a word that no module knows would guard nothing."""
    modules = parts.get(Registry).modules
    known = {str(p) for module in modules if module.permissions for p in module.permissions}
    asked = {str(permission) for module in modules for permission in module.levels}
    assert asked <= known


def test_a_route_for_others_says_so() -> None:
    operation = the_app().openapi()["paths"]["/api/v1/tickets"]["post"]
    assert operation["x-permission"]["on_behalf"] is True
    assert "X-On-Behalf-Of" in {parameter["name"] for parameter in operation["parameters"]}
    other = the_app().openapi()["paths"]["/api/v1/tickets"]["get"]
    assert "X-On-Behalf-Of" not in {parameter["name"] for parameter in other["parameters"]}
