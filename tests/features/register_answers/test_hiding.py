"""What a form says of people stays in no form: sealed, for a while, and gone with them."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.people.consents import SENSITIVE
from shequ_api.base.privacy.events import ConsentWithdrawn
from shequ_api.features.register_answers.forgetting import drop_old, drop_withdrawn
from shequ_api.features.register_answers.personal import erase
from shequ_api.kit.clock import utc_now
from tests.features.patrols.field import Field
from tests.features.register_answers.conftest import REVIEWER, WORKER, Listening
from tests.features.register_answers.test_newcomers import NEWCOMER, people, visit

STORED = "SELECT answers::text FROM form_submissions UNION ALL SELECT answers::text FROM"
PHONE, NAME = NEWCOMER["phone"], NEWCOMER["resident_name"]


async def stored(session: AsyncSession) -> str:
    rows = await session.scalars(text(f"{STORED} form_submission_edits"))
    return "\n".join(rows)


async def sealed(session: AsyncSession) -> int:
    return await session.scalar(text("SELECT count(*) FROM form_sealed_answers")) or 0


async def shown(field: Field, inspection: str, who: str) -> dict[str, Any]:
    found: dict[str, Any] = await field.got(who, f"/inspections/{inspection}")
    return found


async def linked(listening: Listening, session: AsyncSession, entry: str) -> None:
    await enter_district(session, listening.cast.places["510108000000"])
    person = {"me": listening.cast.people["resident"], "id": entry}
    await session.execute(text("UPDATE register_people SET person_id = :me WHERE id = :id"), person)
    await session.commit()
    await leave_walls(session)


async def test_names_and_numbers_are_stored_sealed_alone(
    listening: Listening, session: AsyncSession
) -> None:
    inspection = await visit(listening, NEWCOMER | {"lives_alone": True})
    edited = {"visit_result": "entered", "residents": [NEWCOMER | {"phone": "13500135999"}]}
    path = f"/inspections/{inspection}/edits/2"
    answer = await listening.field.ask(
        WORKER, "PUT", path, json={"answers": edited, "reason": "填错了"}
    )
    assert answer.status_code == 201, answer.text
    kept = await stored(session)
    assert "lives_alone" in kept
    assert not any(word in kept for word in (PHONE, NAME, "13500135999"))
    assert await sealed(session) == 2
    # Whoever wrote them, or reviews, reads them whole; the edit tells what it changed.
    view = await shown(listening.field, inspection, REVIEWER)
    assert view["answers"] == edited
    changed = await listening.field.got(REVIEWER, f"/inspections/{inspection}/edits/2")
    assert [(one["field"], one["before"]) for one in changed["differences"]] == [
        ("phone", PHONE),
        ("lives_alone", True),
    ]


async def test_after_a_while_the_register_alone_has_them(
    listening: Listening, session: AsyncSession
) -> None:
    inspection = await visit(listening, NEWCOMER)
    [person] = await people(listening)
    later = utc_now() + timedelta(days=181)
    assert await drop_old(session, utc_now(), timedelta(days=180), 100) == 0
    assert await drop_old(session, later, timedelta(days=180), 100) == 1
    await session.commit()
    assert await sealed(session) == 0
    view = await shown(listening.field, inspection, WORKER)
    assert view["answers"]["residents"] == [{"belonging": "tenant"}]
    # It is settled anew, and what it told stays told.
    await listening.review(inspection)
    assert [one["id"] for one in await people(listening)] == [person["id"]]
    assert await listening.phone(person["id"]) == PHONE
    await listening.review_withdrawn(inspection)
    assert await people(listening) == []


async def test_a_conflict_outlives_what_was_said(
    listening: Listening, session: AsyncSession
) -> None:
    entry = (await listening.door.enter(source="self_declared"))["id"]
    await listening.visit(entry, phone="13900139000", filled_at=utc_now().isoformat())
    await linked(listening, session, entry)
    withdrawn = ConsentWithdrawn(subject_id=listening.cast.people["resident"], code=SENSITIVE)
    await drop_withdrawn(session, withdrawn, utc_now())
    await session.commit()
    [conflict] = await listening.conflicts()
    assert conflict["said"] is None
    path = f"/register/conflicts/{conflict['id']}/decision"
    body = {"decision": "take", "force": True}
    refused = await listening.door.ask(REVIEWER, "PUT", path, json=body)
    assert (refused.status_code, refused.json()["code"]) == (409, "said_forgotten")


async def test_who_is_forgotten_is_in_no_form(listening: Listening, session: AsyncSession) -> None:
    await visit(listening, NEWCOMER)
    [person] = await people(listening)
    await linked(listening, session, person["id"])
    await enter_district(session, listening.cast.places["510108000000"])
    erased = text("UPDATE register_people SET erased_at = now() WHERE id = :id")
    await session.execute(erased, {"id": person["id"]})
    await erase(session, listening.cast.people["resident"], utc_now())
    assert await sealed(session) == 0
