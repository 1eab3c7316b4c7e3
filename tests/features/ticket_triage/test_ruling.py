"""The community says where a ticket belongs; what was found stays beside it."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.tickets.models import Ticket
from tests.base.places.drawing import EAST, NORTH
from tests.cast import HOME, NEIGHBOUR
from tests.features.ticket_intake.ground import AWAY, Ground, at, code_of

BUILDING = f"{HOME}-c1-b1"


async def test_a_ruling_moves_the_scope_and_keeps_what_was_found(
    ground: Ground, session: AsyncSession
) -> None:
    ticket = await ground.filed(position=at(EAST, NORTH, accuracy_metres=30))
    assert ticket["id"] in await ground.listed("community_worker", "triage")
    answer = await ground.rule(ticket, BUILDING, reason="打过电话，在 1 栋门口")
    assert answer.status_code == 200, answer.text
    told = answer.json()
    assert (told["place_id"], told["awaits_place"]) == (ground.id(BUILDING), False)
    assert code_of(ground, told["micro_grid_id"]) == f"{HOME}-m01"
    found, ruled = told["findings"]
    assert (found["found_by"], found["certain"]) == ("boundary", False)
    assert (ruled["found_by"], ruled["ruled_by_name"]) == ("ruled", "甲社工")
    assert ruled["reason"] == "打过电话，在 1 栋门口"
    assert ticket["id"] not in await ground.listed("community_worker", "triage")
    assert ticket["id"] in await ground.listed("micro_grid_worker", "scope")
    # Made in no grid, and so it stays; in the trail the reporter reads of it.
    assert told["made_micro_grid_id"] is None
    seen = await ground.ask("resident", "GET", f"/tickets/{ticket['id']}")
    assert [slip["step"] for slip in seen.json()["slips"]] == ["submit", "place"]
    assert seen.json()["state"] == "submitted"
    # Again the same is no news; another one is.
    await ground.rule(ticket, BUILDING)
    again = (await ground.rule(ticket, f"{HOME}-c1-b2")).json()
    assert len(again["findings"]) == 3
    assert code_of(ground, again["micro_grid_id"]) == f"{HOME}-m02"
    facts = select(func.count()).where(Event.name == "ticket_placed")
    assert await session.scalar(facts) == 2


async def test_where_it_lies_already_it_waits_no_longer(ground: Ground) -> None:
    ticket = await ground.filed()
    assert (code_of(ground, ticket["place_id"]), ticket["awaits_place"]) == (HOME, True)
    answer = await ground.rule(ticket, HOME)
    assert answer.json()["awaits_place"] is False
    assert ticket["id"] not in await ground.listed("community_worker", "triage")


async def test_a_compound_of_several_grids_needs_one_named_and_keeps_it(
    ground: Ground, session: AsyncSession
) -> None:
    ticket = await ground.filed(place_id=ground.id(BUILDING))
    grid = ground.id(f"{HOME}-m02")
    ruled = await ground.rule(ticket, f"{HOME}-c1", micro_grid_id=grid)
    assert ruled.json()["micro_grid_id"] == grid
    assert ruled.json()["made_micro_grid_id"] == ground.id(f"{HOME}-m01")
    assert ticket["id"] in await ground.listed("next_micro_worker", "scope")
    # Trees change elsewhere in the compound: it is still m02's, as long as that has part in it.
    covered = await ground.ask(
        "community_worker",
        "PUT",
        f"/grids/{ground.id(f'{HOME}-m03')}/coverage",
        json={"building_ids": [ground.id(BUILDING)]},
    )
    assert covered.status_code == 200, covered.text
    session.expire_all()
    assert str((await session.get_one(Ticket, ticket["id"])).micro_grid_id) == grid
    covered = await ground.ask(
        "community_worker",
        "PUT",
        f"/grids/{ground.id(f'{HOME}-m03')}/coverage",
        json={"building_ids": [ground.id(f"{HOME}-c1-b2")]},
    )
    session.expire_all()
    moved = await session.get_one(Ticket, ticket["id"])
    assert code_of(ground, moved.micro_grid_id) == f"{HOME}-m03"


async def test_another_community_gets_it_as_a_whole_and_begins_anew(ground: Ground) -> None:
    ticket = await ground.filed(place_id=ground.id(BUILDING))
    path = f"/tickets/{ticket['id']}"
    assert (await ground.ask("community_worker", "POST", f"{path}/acceptance", json={})).is_success
    worker = {"person_id": str(ground.cast.people["micro_grid_worker"])}
    assert (
        await ground.ask("community_worker", "PUT", f"{path}/assignment", json=worker)
    ).is_success
    for code in (f"{NEIGHBOUR}-c1-b1", f"{NEIGHBOUR}-c1"):
        outside = await ground.rule(ticket, code)
        assert outside.json()["code"] == "ruled_outside_community"
    given = await ground.rule(ticket, NEIGHBOUR, reason="在和美社区一侧")
    assert given.status_code == 200, given.text
    assert given.json()["awaits_place"] is True
    # Gone from here, and from the hands that held it; there it waits.
    assert ticket["id"] not in await ground.listed("community_worker", "scope")
    assert await ground.listed("micro_grid_worker", "assigned") == []
    assert ticket["id"] in await ground.listed("far_community_worker", "triage")
    gone = await ground.ask("community_worker", "GET", path)
    assert gone.status_code == 404
    seen = (await ground.ask("far_community_worker", "GET", path)).json()
    assert (seen["state"], seen["assignee_id"]) == ("submitted", None)
    assert seen["slips"][-1]["note"] == "在和美社区一侧"
    settled = await ground.ask(
        "micro_grid_worker", "POST", f"{path}/settlement", json={"note": "已办"}
    )
    assert settled.status_code == 404
    back = await ground.rule(ticket, f"{NEIGHBOUR}-c1-b1", "far_community_worker")
    assert (back.status_code, back.json()["awaits_place"]) == (200, False)
    accepted = await ground.ask("far_community_worker", "POST", f"{path}/acceptance", json={})
    assert accepted.json()["state"] == "accepted"


async def test_who_may_rule_and_what_is_refused(ground: Ground) -> None:
    ticket = await ground.filed(place_id=ground.id(BUILDING))
    for who, status in (
        ("resident", 403),
        ("micro_grid_worker", 403),
        ("subdistrict_administrator", 403),
        ("far_community_worker", 404),
        ("same_building", 404),
    ):
        assert (await ground.rule(ticket, f"{HOME}-c1-b2", who)).status_code == status, who
    assert (await ground.rule(ticket, f"{HOME}-c1-b2", "grid_chief")).status_code == 200
    wrong = await ground.rule(ticket, BUILDING, micro_grid_id=ground.id(f"{HOME}-m03"))
    assert wrong.json()["code"] == "ruled_grid_unfit"
    general = await ground.rule(ticket, f"{HOME}-c1", micro_grid_id=ground.id(f"{HOME}-g01"))
    assert general.json()["code"] == "ruled_grid_unfit"
    district = await ground.rule(ticket, "510108000000")
    assert district.json()["code"] == "ruled_outside_community"
    # Of one's own ticket elsewhere one is the reporter, and no more.
    mine = await ground.filed("community_worker", position=at(EAST + AWAY))
    own = await ground.rule(mine, HOME)
    assert (own.status_code, own.json()["code"]) == (403, "not_your_triage")


async def test_what_has_ended_waits_for_nobody(ground: Ground) -> None:
    ticket = await ground.filed(position=at(EAST, NORTH, accuracy_metres=30))
    path = f"/tickets/{ticket['id']}"
    await ground.ask("resident", "POST", f"{path}/withdrawal", json={"reason": "已好"})
    assert ticket["id"] not in await ground.listed("community_worker", "triage")
    late = await ground.rule(ticket, BUILDING)
    assert (late.status_code, late.json()["code"]) == (409, "illegal_step")


async def test_the_triage_is_for_those_who_may_rule(ground: Ground) -> None:
    for who in ("micro_grid_worker", "resident", "subdistrict_administrator"):
        answer = await ground.ask(who, "GET", "/tickets", params={"view": "triage"})
        assert answer.status_code == 403, who
