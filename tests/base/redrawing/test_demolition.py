"""Demolition: homes and offices end, codes die, records stay and say what the place was."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency
from shequ_api.features.codes.models import PlaceCode
from tests.base.people.asking import day
from tests.base.redrawing.conftest import (
    BUILDING,
    COMPOUND,
    DOORS,
    NEXT_GRID,
    OTHER_BUILDING,
    OTHER_COMPOUND,
    Office,
    placed,
)
from tests.cast import HOME, Cast
from tests.clocks import Work

CHIEF = "subdistrict_administrator"
READS = "房屋已拆除：危房拆除"


async def demolish(office: Office, code: str, who: str = CHIEF, **more: Any) -> dict[str, Any]:
    body = {"reason": "危房拆除", **more}
    answer = await office.ask(who, "POST", f"/places/{office.id(code)}/demolition", body)
    assert answer.status_code == 201, answer.text
    said: dict[str, Any] = answer.json()
    return said


async def test_all_below_ends_and_records_stay(
    office: Office, cast: Cast, session: AsyncSession, work: Work
) -> None:
    ticket = await office.ticket(DOORS[0])
    for code in (BUILDING, OTHER_BUILDING):
        issued = {"place_id": office.id(code)}
        await office.ask("community_worker", "POST", "/place-codes", issued)
    shown = await demolish(office, BUILDING, dry_run=True)
    assert (await placed(session, cast, BUILDING)).ended_at is None
    said = await demolish(office, BUILDING)
    assert said | {"dry_run": True} == shown
    assert (said["places"], said["dwellings"], said["residencies"]) == (6, 4, 2)
    assert {row["table"]: row["rows"] for row in said["remaining"]} == {
        "place_codes": 1,
        "tickets": 1,
    }
    await work()

    door = await office.got("resident", f"/places/{office.id(DOORS[0])}")
    assert door["ended_at"] is not None
    assert door["full_name"] == "东苑1栋1单元101号"
    listed = await office.got("resident", f"/places?parent_id={office.id(COMPOUND)}")
    assert [one["code"] for one in listed["items"]] == [OTHER_BUILDING]
    assert ticket in await office.sees("community_worker")
    assert (await office.got("resident", f"/tickets/{ticket}"))["id"] == str(ticket)

    homes = select(Residency).join(Place, Place.id == Residency.place_id)
    inside = homes.where(Place.building_id == cast.places[BUILDING])
    for home in await session.scalars(inside):
        assert home.ends_on is not None
        assert (home.end_reason, home.ended_by_id) == (READS, cast.people[CHIEF])
        assert home.end_kind == "place_ended"
    told = select(Event.facts).where(Event.name == "place_ended")
    assert [fact["subject_id"] for fact in await session.scalars(told)] == [office.id(BUILDING)]
    states = select(PlaceCode.place_id, PlaceCode.state, PlaceCode.revoked_for)
    found = {row.place_id: row for row in (await session.execute(states)).all()}
    assert found[cast.places[BUILDING]].state == "revoked"
    assert found[cast.places[OTHER_BUILDING]].state == "live"
    # All that is left of 东苑 is of one micro-grid now.
    assert (await placed(session, cast, COMPOUND)).micro_grid_id == cast.places[NEXT_GRID]


async def test_homes_and_claims_end_alike_once(office: Office, work: Work) -> None:
    """Whoever lived there, and whoever said so, reads that the place is no more."""
    claim = {"dwelling_id": office.id(DOORS[2]), "belonging": "tenant", "starts_on": day(-10)}
    claimed = await office.ask("newcomer", "POST", "/me/residencies", claim)
    assert claimed.status_code == 201, claimed.text
    said = await demolish(office, BUILDING)
    assert said["residencies"] == 3
    await work()
    for who in ("newcomer", "resident", "same_building"):
        (home,) = (await office.got(who, "/me/residencies"))["items"]
        assert (home["state"], home["end_reason"]) == ("place_ended", READS), who
        assert (await office.got(who, "/me"))["level"]["level"] == 1
    (home,) = (await office.got("same_compound", "/me/residencies"))["items"]
    assert home["state"] == "verified"


async def test_nothing_new_is_made_there(office: Office) -> None:
    await demolish(office, BUILDING)
    gone = office.id(BUILDING)
    tries = [
        ("community_worker", "PUT", f"/places/{gone}/name", {"name": "新1栋"}),
        (CHIEF, "POST", f"/places/{gone}/demolition", {"reason": "再拆"}),
        (
            "community_worker",
            "PUT",
            f"/places/{gone}/parent",
            {"parent_id": office.id(OTHER_COMPOUND), "reason": "搬"},
        ),
        (
            "community_worker",
            "PUT",
            f"/grids/{office.id(NEXT_GRID)}/coverage",
            {"place_ids": [gone]},
        ),
    ]
    for who, method, path, body in tries:
        answer = await office.ask(who, method, path, body)
        assert (answer.status_code, answer.json()["code"]) == (409, "place_ended"), path
    assert (await office.move("community_worker", OTHER_BUILDING, OTHER_COMPOUND)).is_success
    body = {"service_code": "environment", "text": "垃圾", "place_id": gone}
    assert (await office.ask("resident", "POST", "/tickets", body)).status_code in {404, 409}


async def test_the_committee_goes_with_its_compound(office: Office, cast: Cast) -> None:
    said = await demolish(office, COMPOUND, "district_administrator")
    (ended,) = said["ended_postings"]
    assert ended["person_id"] == str(cast.people["committee_member"])
    assert said["dwellings"] == 8


async def test_a_community_does_not_demolish(office: Office) -> None:
    for who in ("community_worker", "grid_chief"):
        path, body = f"/places/{office.id(BUILDING)}/demolition", {"reason": "拆"}
        assert (await office.ask(who, "POST", path, body)).status_code == 403
    path, body = f"/places/{office.id(HOME)}/demolition", {"reason": "拆"}
    answer = await office.ask("district_administrator", "POST", path, body)
    assert (answer.status_code, answer.json()["code"]) == (422, "division_stays")
