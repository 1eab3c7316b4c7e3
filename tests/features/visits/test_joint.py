"""Who comes along sees what the visit needs, for its days, and nothing else."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Posting
from shequ_api.features.visits.models import Visit, VisitParticipant
from shequ_api.kit.clock import utc_now
from shequ_api.kit.ids import new_id
from tests.features.patrols.field import SOUND
from tests.features.visits.arranged import (
    BUILDING,
    DOCTOR,
    DOCTOR_PHONE,
    NEXT_DOOR,
    PRESSED,
    TECHNICIAN,
    WORKER,
    Arranged,
    text,
)

CANARY = "金丝雀"


async def test_the_sheet_says_what_the_visit_needs(visits: Arranged) -> None:
    visit = await visits.together(form_keys=["household_safety"], note="请按门铃")
    [line] = await visits.joint()
    assert line["place_name"] == visit["place_name"]
    [sheet] = (await visits.sheets(visit))["items"]
    assert sheet["names"] and "甲居民" not in sheet["names"], "masked"
    assert (sheet["note"], sheet["earlier"]) == ("请按门铃", [])
    form = await visits.form_of(visit, "household_safety")
    assert form.json()["version_id"] == sheet["forms"][0]["version_id"]
    assert (await visits.form_of(visit, "dispute")).status_code == 404


async def test_nothing_else_opens(visits: Arranged) -> None:
    """Not the register, no tickets, no other inspections, no other doors: the technician has the
    rights that they had."""
    visit = await visits.together(form_keys=["household_safety"])
    other = await visits.inspected({**SOUND}, place_id=visits.id(NEXT_DOOR))
    ticket = {"service_code": "noise", "text": CANARY, "place_id": visit["place_id"]}
    await visits.ask("resident", "POST", "/tickets", json=ticket)
    hidden = [
        f"/visits/{visit['id']}",
        "/visits",
        f"/register/dwellings/{visit['place_id']}",
        "/register/people",
        "/register/stale",
        f"/inspections/{other['id']}",
        "/inspections",
        "/inspection-forms/household_safety",
        "/residencies?view=verified",
        "/me/home-visits",
        "/visit-rounds",
    ]
    for path in hidden:
        answer = await visits.ask(TECHNICIAN, "GET", path)
        lines = answer.json().get("items", [])
        assert answer.status_code in {403, 404} or lines == [], path
    mine = await visits.got(TECHNICIAN, "/tickets", view="assigned")
    assert CANARY not in str(mine)
    sheets = str(await visits.sheets(visit))
    for canary in (CANARY, "乙居民", other["id"], visits.id(NEXT_DOOR)):
        assert canary not in sheets


async def test_neither_uninvited_nor_before_nor_after(
    visits: Arranged, session: AsyncSession
) -> None:
    visit = await visits.together()
    later = await visits.together(days=4)
    for who in ("far_partner", "same_building", WORKER):
        assert (await visits.sheets(visit, who=who))["left_out"] == [visit["id"]]
        assert await visits.joint(who) == []
    seen = await visits.sheets(visit, later)
    assert ([one["visit_id"] for one in seen["items"]], seen["left_out"]) == (
        [visit["id"]],
        [later["id"]],
    )
    lines = {line["id"]: line for line in await visits.joint()}
    assert lines[later["id"]]["place_id"] is lines[later["id"]]["place_name"] is None
    assert later["place_name"] not in str(lines[later["id"]])
    over = utc_now() - timedelta(seconds=1)
    await session.execute(
        update(VisitParticipant)
        .where(VisitParticipant.visit_id == UUID(visit["id"]))
        .values(access_until=over)
    )
    await session.commit()
    assert (await visits.sheets(visit))["left_out"] == [visit["id"]]
    assert (await visits.form_of(visit, "gas_safety")).status_code == 404


async def _cancel(visits: Arranged, visit: dict[str, Any], _: AsyncSession) -> None:
    path = f"/visits/{visit['id']}/cancellation"
    await visits.ask(WORKER, "POST", path, json={"note": "改期"})


async def _take_off(visits: Arranged, visit: dict[str, Any], _: AsyncSession) -> None:
    person = visit["participants"][0]["person_id"]
    await visits.ask(WORKER, "DELETE", f"/visits/{visit['id']}/participants/{person}")


async def _end_posting(visits: Arranged, _: dict[str, Any], session: AsyncSession) -> None:
    theirs = update(Posting).where(Posting.person_id == visits.cast.people[TECHNICIAN])
    await session.execute(theirs.values(ended_at=utc_now()))
    await session.commit()


async def _refuse(visits: Arranged, visit: dict[str, Any], _: AsyncSession) -> None:
    await visits.conclude(visit, "refused")


@pytest.mark.parametrize("end", [_cancel, _take_off, _end_posting, _refuse])
async def test_it_ends_on_the_next_request(
    visits: Arranged, session: AsyncSession, end: Any
) -> None:
    visit = await visits.together(form_keys=["household_safety"])
    [sheet] = (await visits.sheets(visit))["items"]
    version = sheet["forms"][0]["version_id"]
    await end(visits, visit, session)
    assert await visits.sheets(visit) == {"items": [], "left_out": [visit["id"]]}
    assert await visits.joint() == []
    assert (await visits.form_of(visit, "household_safety")).status_code == 404
    body = {
        "form_version_id": version,
        "place_id": visit["place_id"],
        "answers": SOUND,
        "filled_at": text(utc_now()),
    }
    path = f"/joint-visits/{visit['id']}/inspections/{new_id()}"
    assert (await visits.ask(TECHNICIAN, "PUT", path, json=body)).status_code == 404


async def test_each_look_is_told_to_those_whom_it_was_at(visits: Arranged) -> None:
    visit = await visits.together()
    await visits.sheets(visit)
    [look] = (await visits.got("resident", "/me/access-log"))["items"]
    assert look["purpose"] == "visit"
    assert set(look["fields"]) == {"address", "name"}


async def test_they_fill_in_the_form_of_the_visit_once(visits: Arranged) -> None:
    visit = await visits.together(form_keys=["household_safety"])
    inspection_id = new_id()
    at = text(utc_now())
    first = await visits.report(visit, SOUND, inspection_id=inspection_id, filled_at=at)
    assert first.status_code == 201, first.text
    again = await visits.report(visit, SOUND, inspection_id=inspection_id, filled_at=at)
    assert (again.status_code, again.json()["id"]) == (200, str(inspection_id))
    seen = await visits.the_visit(visit)
    assert seen["inspection_ids"] == [str(inspection_id)]
    assert (await visits.ask(WORKER, "GET", f"/inspections/{inspection_id}")).status_code == 200
    mine = await visits.ask(TECHNICIAN, "GET", f"/inspections/{inspection_id}")
    assert mine.status_code == 403, "as partners do not read inspections"
    [sheet] = (await visits.sheets(visit))["items"]
    assert sheet["earlier"][0]["answers"] == SOUND


async def test_no_other_form_door_or_day(visits: Arranged) -> None:
    visit = await visits.together(form_keys=["household_safety"])
    elsewhere = await visits.report(visit, SOUND, place_id=visits.id(NEXT_DOOR))
    assert elsewhere.json()["code"] == "visit_form_unfit"
    gas = await visits.together(code=NEXT_DOOR)
    version = (await visits.sheets(gas))["items"][0]["forms"][0]["version_id"]
    other = await visits.report(visit, SOUND, version=version)
    assert other.json()["code"] == "visit_form_unfit"
    unknown = await visits.report(visit, SOUND, version=str(new_id()))
    assert unknown.json()["code"] == "visit_form_unfit"
    plain = await visits.body(SOUND, place_id=visit["place_id"])
    answer = await visits.ask(TECHNICIAN, "PUT", f"/inspections/{new_id()}", json=plain)
    assert answer.status_code == 403, "by the visit only"


async def test_a_phone_without_signal_sends_days_later(
    visits: Arranged, session: AsyncSession
) -> None:
    visit = await visits.together(form_keys=["household_safety"])
    [sheet] = (await visits.sheets(visit))["items"]
    ago = timedelta(days=3)
    mine = Visit.id == UUID(visit["id"])
    moved = {"opens_at": Visit.opens_at - ago, "closes_at": Visit.closes_at - ago}
    await session.execute(update(Visit).where(mine).values(moved))
    theirs = update(VisitParticipant).where(VisitParticipant.visit_id == UUID(visit["id"]))
    await session.execute(
        theirs.values(
            access_from=VisitParticipant.access_from - ago,
            access_until=VisitParticipant.access_until - ago,
        )
    )
    await session.commit()
    assert (await visits.sheets(visit))["items"] == [], "its days are over"
    path = f"/joint-visits/{visit['id']}/inspections/{new_id()}"
    body = {
        "form_version_id": sheet["forms"][0]["version_id"],
        "place_id": visit["place_id"],
        "answers": SOUND,
        "filled_at": text(utc_now() - ago),
    }
    late = {**body, "filled_at": text(utc_now())}
    answer = await visits.ask(TECHNICIAN, "PUT", path, json=late)
    assert answer.json()["code"] == "visit_filled_outside"
    assert (await visits.ask(TECHNICIAN, "PUT", path, json=body)).status_code == 201


async def test_what_a_doctor_measures_stays_between_them(visits: Arranged) -> None:
    me = str(visits.cast.people["resident"])
    visit = await visits.together(
        DOCTOR_PHONE, purpose_code="health", concerned_id=me, form_keys=["household_safety"]
    )
    [sheet] = (await visits.sheets(visit, who=DOCTOR))["items"]
    assert sheet["names"] == ["甲居民"], "they are asked for"
    sent = await visits.report(visit, PRESSED, who=DOCTOR)
    assert sent.status_code == 201, sent.text
    inspection = await visits.got(WORKER, f"/inspections/{sent.json()['id']}")
    assert "systolic_mmhg" in inspection["withheld"]
    assert "186" not in str(inspection)
    [mine] = (await visits.sheets(visit, who=DOCTOR))["items"]
    [pressure] = mine["earlier"][0]["answers"]["blood_pressure"]
    assert pressure["systolic_mmhg"] == 186
    # The next one to come fills in the same form, and need not know.
    gas = await visits.together(form_keys=["household_safety"])
    [sheet] = (await visits.sheets(gas))["items"]
    assert "systolic_mmhg" in sheet["earlier"][0]["withheld"]
    assert "186" not in str(sheet["earlier"])


async def test_a_building_downloads_in_few_statements(visits: Arranged, queries: Any) -> None:
    body = visits.plan(BUILDING, purpose_code="gas", participants=[{"phone": "13900000031"}])
    await visits.ask(WORKER, "POST", "/visit-rounds", json=body)
    lines = await visits.joint()
    asked = []
    for some in (lines[:1], lines):
        with queries() as seen:
            sheets = await visits.sheets(*some)
        assert len(sheets["items"]) == len(some)
        asked.append(len([one for one in seen if not one.startswith("INSERT")]))
    assert asked[0] == asked[1] <= 8
