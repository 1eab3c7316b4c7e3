"""Who earns by a form of a visit: whoever serves there, and a specialist whom a rule names."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.features.earning_records.models import Earning
from shequ_api.features.points.models import PointsCard
from shequ_api.kit.ids import new_id
from tests.cast import HOME
from tests.clocks import Work
from tests.features.patrols.field import SOUND
from tests.features.visits.arranged import (
    DOCTOR,
    DOCTOR_PHONE,
    STAFF,
    TECHNICIAN,
    TECHNICIAN_PHONE,
    WORKER,
    Arranged,
)

RULES = "/earning-rules"
NAMED = {
    "fact": "inspection_approved",
    "earner": "specialist",
    "title": "专业人员入户检查",
    "points": 3,
    "caps": [{"per": "day", "points": 30}],
}


async def rule(visits: Arranged, **changes: Any) -> Any:
    """Made by somebody else than who approves in these tests: nobody does both."""
    body = {"community_id": str(visits.cast.places[HOME]), **NAMED, **changes}
    dress = {"Idempotency-Key": str(new_id())}
    return await visits.ask("grid_chief", "POST", RULES, json=body, dress=dress)


async def approved(visits: Arranged, work: Work, who: str, phone: str | None = None) -> UUID:
    """A form of a visit by somebody, looked at by another, and heard of."""
    form = {"form_keys": ["household_safety"]}
    if phone is None:
        inspection_id = (await visits.inspected(SOUND, who))["id"]
    else:
        visit = await visits.together(phone, **form)
        sent = await visits.report(visit, SOUND, who)
        assert sent.status_code == 201, sent.text
        inspection_id = sent.json()["id"]
    said = await visits.review(inspection_id, STAFF)
    assert said.status_code == 200, said.text
    await work()
    return UUID(inspection_id)


async def earned(session: AsyncSession, subject_id: UUID) -> dict[UUID, int]:
    found = (
        select(PointsCard.person_id, Earning.points)
        .join(PointsCard, PointsCard.id == Earning.card_id)
        .where(Earning.subject_id == subject_id)
    )
    return {row.person_id: row.points for row in await session.execute(found)}


@pytest.mark.parametrize(("who", "phone"), [(TECHNICIAN, TECHNICIAN_PHONE), (DOCTOR, DOCTOR_PHONE)])
async def test_no_specialist_earns_by_rules_for_those_who_serve_there(
    visits: Arranged, work: Work, session: AsyncSession, who: str, phone: str
) -> None:
    mine, theirs = await approved(visits, work, WORKER), await approved(visits, work, who, phone)
    assert await earned(session, mine) == {visits.cast.people[WORKER]: 10}
    assert await earned(session, theirs) == {}


async def test_one_earns_whose_role_a_rule_names(
    visits: Arranged, work: Work, session: AsyncSession
) -> None:
    made = await rule(visits, conditions={"came_as": ["partner"]})
    assert made.status_code == 201, made.text
    mine = await approved(visits, work, WORKER)
    by_office = await approved(visits, work, TECHNICIAN, TECHNICIAN_PHONE)
    in_person = await approved(visits, work, DOCTOR, DOCTOR_PHONE)
    assert await earned(session, by_office) == {visits.cast.people[TECHNICIAN]: 3}
    assert await earned(session, in_person) == {}
    assert await earned(session, mine) == {visits.cast.people[WORKER]: 10}, "not by both"


async def test_a_rule_for_specialists_names_roles_and_one_for_workers_none(
    visits: Arranged,
) -> None:
    for unfit in ({}, {"conditions": {"form_key": ["household_safety"]}}):
        answer = await rule(visits, **unfit)
        assert (answer.status_code, answer.json()["code"]) == (422, "rule_unfit")
    answer = await rule(visits, earner="worker", conditions={"came_as": ["partner"]})
    assert (answer.status_code, answer.json()["code"]) == (422, "rule_unfit")


async def test_nobody_earns_by_what_they_approved_whichever_account(
    visits: Arranged, work: Work, session: AsyncSession
) -> None:
    """The reviewer looks at a colleague's form; both accounts turn out to be one human being
    before points hear of it."""
    visit = await visits.together(TECHNICIAN_PHONE, form_keys=["household_safety"])
    await rule(visits, conditions={"came_as": ["partner"]})
    sent = await visits.report(visit, SOUND)
    assert (await visits.review(sent.json()["id"], STAFF)).status_code == 200
    one, other = visits.cast.people[STAFF], visits.cast.people[TECHNICIAN]
    person = await session.get_one(Person, other)
    person.merged_into_id = one
    await session.commit()
    await work()
    assert set((await earned(session, UUID(sent.json()["id"]))).values()) == {0}
