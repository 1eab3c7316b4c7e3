"""A grid that ends without a successor: a dedicated one, or one in which nothing lies."""

from typing import Any

import pytest
from httpx import Response
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.places.history_models import GridPlace
from tests.base.people.asking import day
from tests.base.redrawing.conftest import COMPOUND, GRID, NEXT_GRID, Office, placed
from tests.cast import HOME, Cast

WHO, GENERAL, OTHER_GENERAL = "grid_chief", f"{HOME}-g01", f"{HOME}-g02"


async def dissolve(office: Office, grid_id: str, who: str = WHO, **more: Any) -> Response:
    body = {"reason": "商圈关闭", **more}
    return await office.ask(who, "POST", f"/grids/{grid_id}/dissolution", body)


@pytest.fixture
async def dedicated(office: Office) -> str:
    """A dedicated grid over a compound, with somebody who serves it."""
    draft = {"kind": "dedicated_grid", "name": "东苑商圈", "community_id": office.id(HOME)}
    drawn = await office.ask(WHO, "POST", "/grids", draft)
    assert drawn.status_code == 201, drawn.text
    grid_id = str(drawn.json()["id"])
    given = {"place_ids": [office.id(COMPOUND)]}
    assert (await office.ask(WHO, "PUT", f"/grids/{grid_id}/places", given)).status_code == 200
    posting = {
        "phone": "13900000005",
        "role": "micro_grid_worker",
        "grid_id": grid_id,
        "starts_on": day(0),
    }
    posted = await office.ask("community_worker", "POST", "/postings", posting)
    assert posted.status_code == 201, posted.text
    return grid_id


async def test_a_dedicated_grid_lets_its_places_and_people_go(
    office: Office, dedicated: str, cast: Cast, session: AsyncSession
) -> None:
    assert (await office.ask("newcomer", "GET", "/tickets?view=scope")).status_code == 200
    shown = await dissolve(office, dedicated, dry_run=True)
    assert shown.status_code == 201, shown.text
    assert (await office.got(WHO, f"/grids/{dedicated}"))["ended_at"] is None
    done = await dissolve(office, dedicated)
    assert done.json() | {"dry_run": True} == shown.json()
    assert done.json()["places"] == 1
    [ended] = done.json()["ended_postings"]
    assert ended["person_id"] == str(cast.people["newcomer"])
    assert (await office.ask("newcomer", "GET", "/tickets?view=scope")).status_code == 403
    assert (await office.got(WHO, f"/grids/{dedicated}"))["ended_at"] is not None
    assert list(await session.scalars(select(GridPlace))) == []
    assert (await placed(session, cast, f"{COMPOUND}-b1")).micro_grid_id == cast.places[GRID]
    line = (await office.got(WHO, f"/grids/{dedicated}/history"))["items"][0]
    assert (line["change"], line["reason"], line["after"]["places"]) == ("dissolved", "商圈关闭", 1)
    told = select(Event.facts).where(Event.name == "grid_ended")
    assert [fact["successor_ids"] for fact in await session.scalars(told)] == [[]]
    again = await dissolve(office, dedicated)
    assert (again.status_code, again.json()["code"]) == (409, "grid_ended")


async def test_a_grid_in_which_something_lies_stays(office: Office) -> None:
    for code, grids in ((GENERAL, True), (GRID, False)):
        answer = await dissolve(office, office.id(code))
        assert (answer.status_code, answer.json()["code"]) == (409, "grid_not_empty"), answer.text
        assert (answer.json()["grids"] > 0, answer.json()["dwellings"] > 0) == (grids, True)
    total = (await office.got(WHO, f"/grids?community_id={office.id(HOME)}&limit=100"))["items"]
    [total_id] = [grid["id"] for grid in total if grid["kind"] == "total_grid"]
    answer = await dissolve(office, total_id)
    assert (answer.status_code, answer.json()["code"]) == (422, "grid_kind_unfit")


async def test_a_general_grid_whose_micro_grids_went_elsewhere_ends(office: Office) -> None:
    listed = await office.got(WHO, f"/grids?community_id={office.id(HOME)}&limit=100")
    under = [one["id"] for one in listed["items"] if one["parent_id"] == office.id(GENERAL)]
    assert office.id(NEXT_GRID) in under
    for grid_id in under:
        body = {"parent_id": office.id(OTHER_GENERAL), "reason": "并入乙网格"}
        moved = await office.ask(WHO, "PUT", f"/grids/{grid_id}/parent", body)
        assert moved.status_code == 200, moved.text
    answer = await dissolve(office, office.id(GENERAL))
    assert answer.status_code == 201, answer.text
    people = {one["person_id"] for one in answer.json()["ended_postings"]}
    assert str(office.cast.people["general_grid_worker"]) in people


async def test_to_others_there_is_no_such_grid(office: Office, dedicated: str) -> None:
    for who in ("resident", "micro_grid_worker", "far_community_worker"):
        assert (await dissolve(office, dedicated, who)).status_code == 404, who
