"""A refusal is taken back: by who lives there, or at the door; and what is written goes in time."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Event
from shequ_api.features.visit_keeping.service import let_go
from shequ_api.features.visits.models import Visit, VisitParticipant, VisitReply
from shequ_api.kit.clock import utc_now
from tests.features.visits.arranged import (
    NEXT_DOOR,
    STAFF,
    TECHNICIAN_PHONE,
    WORKER,
    Arranged,
)

WORDS = "户主当面说：昨天在忙，今天可以进来看看"


async def test_who_refused_says_come_after_all(visits: Arranged, session: AsyncSession) -> None:
    visit = await visits.planned(days=1)
    assert (await visits.reply(visit, "resident", "refused")).json()["state"] == "refused"
    back = await visits.reply(visit, "resident", "welcome")
    assert (back.status_code, back.json()["state"]) == (200, "planned")
    shown = await visits.the_visit(visit)
    assert (shown["wish"], shown["closed_at"]) == (None, None)
    told = select(func.count()).where(Event.name == "visit_welcomed")
    assert await session.scalar(told) == 1
    assert (await visits.reply(visit, "resident", "refused")).json()["state"] == "refused"
    later = await visits.reply(visit, "resident", "another_time", note="改到周末")
    assert (later.json()["state"], later.json()["reply"]["kind"]) == ("planned", "another_time")


async def test_its_hours_over_it_stays_refused(visits: Arranged, session: AsyncSession) -> None:
    visit = await visits.planned()
    await visits.reply(visit, "resident", "refused")
    past = update(Visit).where(Visit.id == UUID(visit["id"]))
    shift = timedelta(days=2)
    await session.execute(
        past.values(opens_at=Visit.opens_at - shift, closes_at=Visit.closes_at - shift)
    )
    await session.commit()
    late = await visits.reply(visit, "resident", "welcome")
    assert (late.status_code, late.json()["code"]) == (409, "visit_refusal_too_late")
    kept = await session.scalar(select(VisitReply.kind))
    assert kept == "refused", "nor is the word changed"


async def admitted(visits: Arranged, visit: dict[str, str], who: str = WORKER) -> tuple[int, str]:
    body = {"check_in_id": await visits.checked_in_at(who=who), "words": WORDS}
    answer = await visits.ask(who, "POST", f"/visits/{visit['id']}/admittance", json=body)
    said = answer.json()
    return answer.status_code, said["code"] if answer.is_error else said["state"]


async def test_at_the_door_their_words_are_on_record(
    visits: Arranged, session: AsyncSession
) -> None:
    visit = await visits.planned()
    assert await admitted(visits, visit) == (409, "visit_over"), "nobody has refused"
    await visits.reply(visit, "resident", "refused")
    elsewhere = {"check_in_id": await visits.checked_in_at(NEXT_DOOR), "words": WORDS}
    path = f"/visits/{visit['id']}/admittance"
    wrong = await visits.ask(WORKER, "POST", path, json=elsewhere)
    assert wrong.json()["code"] == "visit_check_in_unfit"
    assert (await visits.the_visit(visit))["state"] == "refused"
    wordless = {"check_in_id": elsewhere["check_in_id"]}
    assert (await visits.ask(WORKER, "POST", path, json=wordless)).status_code == 422
    for _ in range(2):
        assert await admitted(visits, visit) == (200, "under_way")
    shown = await visits.the_visit(visit)
    assert (shown["admittance_note"], shown["admitted_at"] is None) == (WORDS, False)
    kept = await session.get_one(Visit, UUID(visit["id"]))
    assert kept.admitted_by_id == visits.cast.people[WORKER]
    assert (await visits.conclude(visit, "done")).status_code == 200
    assert (await admitted(visits, visit))[0] == 409
    refused = await visits.ask(STAFF, "POST", path, json=elsewhere)
    assert (refused.status_code, refused.json()["code"]) == (403, "permission_missing")


async def test_what_was_written_goes_when_its_purposes_days_are_over(
    visits: Arranged, session: AsyncSession
) -> None:
    guests: dict[str, Any] = {"participants": [{"phone": TECHNICIAN_PHONE}]}
    general = await visits.planned(note="请多敲几次门", **guests)
    gas = await visits.planned(purpose_code="gas", note="带检测仪", **guests)
    await visits.reply(general, "resident", "another_time", note="白天上班")
    await let_go(session, utc_now() + timedelta(days=300))
    assert (await visits.the_visit(general))["note"] == "请多敲几次门"
    for _ in range(2):
        await let_go(session, utc_now() + timedelta(days=400))
    await session.commit()
    shown = await visits.the_visit(general)
    assert (shown["note"], shown["replies"], shown["participants"]) == (None, [], [])
    assert (shown["state"], shown["purpose_title"]) == ("planned", "日常走访"), "that it was, stays"
    assert (await visits.the_visit(gas))["note"] == "带检测仪", "three years of these"
    assert await session.scalar(select(func.count()).select_from(VisitParticipant)) == 1
    days = {
        one["code"]: one["kept_days"] for one in await visits.got("resident", "/visit-purposes")
    }
    assert (days["general"], days["gas"]) == (365, 1095)
