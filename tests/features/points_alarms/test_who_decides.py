"""Who gave the points does not look into the alarm about them; nor do those who live with
whomever it is about. And what is noticed of those who give."""

from typing import Any

import pytest
from httpx import AsyncClient, Response
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person
from shequ_api.base.places.located import located_at
from shequ_api.base.residency.models import Belonging, Residency, VerificationMeans
from shequ_api.features.earnings.reactions import credit
from shequ_api.features.points_alarms.rules import AlarmKind
from shequ_api.kit.clock import utc_now
from tests.cast import BEGAN, HOME, Cast, place
from tests.clocks import Work
from tests.features.earnings.facts import inspection
from tests.features.manual_credits.credits import ASKER, SECOND, THIRD, Desk
from tests.features.points_alarms.watch import ALARMS, counted, open_alarms


@pytest.fixture
def desk(client: AsyncClient, cast: Cast) -> Desk:
    return Desk(client, cast)


async def decide(desk: Desk, alarm: object, by: str) -> Response:
    body = {"state": "cleared", "reason": "已核对名单"}
    return await desk.send(by, "PUT", f"{ALARMS}/{alarm}/decision", body)


async def code_of(desk: Desk, alarm: object, by: str) -> Any:
    answer = await decide(desk, alarm, by)
    return answer.json().get("code", answer.status_code)


async def the_alarm(client: AsyncClient, cast: Cast, kind: AlarmKind) -> str:
    [line] = [each for each in await open_alarms(client, cast, "auditor") if each["kind"] == kind]
    return str(line["id"])


async def merge(session: AsyncSession, cast: Cast, one: str, into: str) -> None:
    merged = update(Person).where(Person.id == cast.people[one])
    await session.execute(merged.values(merged_into_id=cast.people[into]))
    await session.commit()


async def test_who_approved_the_credits(
    desk: Desk, client: AsyncClient, cast: Cast, work: Work
) -> None:
    for _ in range(2):
        approved = await desk.approve(await desk.asked(points=200), THIRD)
        assert approved.status_code == 200, approved.text
    await work()
    alarm = await the_alarm(client, cast, AlarmKind.CARD_HOUR)
    assert await code_of(desk, alarm, THIRD) == "alarm_about_your_work"
    assert (await decide(desk, alarm, SECOND)).status_code == 200


async def test_who_reversed_one_and_who_asked_under_another_account(
    desk: Desk, client: AsyncClient, cast: Cast, session: AsyncSession, work: Work
) -> None:
    credits_ = [await desk.asked(points=200) for _ in range(2)]
    for each in credits_:
        await desk.approve(each, SECOND)
    assert (await desk.reverse(credits_[0], THIRD)).status_code == 200
    await work()
    alarm = await the_alarm(client, cast, AlarmKind.CARD_HOUR)
    for key in (SECOND, THIRD):
        assert await code_of(desk, alarm, key) == "alarm_about_your_work"
    raised = await counted(session, cast, AlarmKind.CARD_DAY, "same_building", amount=900)
    assert raised is not None
    await session.commit()
    await desk.approve(await desk.asked("same_building", points=1), SECOND)
    await merge(session, cast, ASKER, THIRD)
    assert await code_of(desk, raised.id, THIRD) == "alarm_about_your_work"


async def test_who_approved_the_work_that_was_paid(
    desk: Desk, cast: Cast, session: AsyncSession
) -> None:
    await credit(session, inspection(cast, approved_by=THIRD), utc_now())
    raised = await counted(session, cast, AlarmKind.CARD_DAY, "micro_grid_worker", amount=900)
    assert raised is not None
    await session.commit()
    assert await code_of(desk, raised.id, THIRD) == "alarm_about_your_work"
    assert (await decide(desk, raised.id, SECOND)).status_code == 200


async def test_nobody_of_the_same_household(desk: Desk, cast: Cast, session: AsyncSession) -> None:
    raised = await counted(session, cast, AlarmKind.CARD_HOUR, amount=400)
    assert raised is not None
    dwelling = await place(session, f"{HOME}-c1-b1-u1-d101")
    session.add(
        Residency(
            **located_at(dwelling),
            person_id=cast.people[SECOND],
            belonging=Belonging.FAMILY,
            starts_on=BEGAN,
            claimed_at=utc_now(),
            verified_at=utc_now(),
            verified_by_means=VerificationMeans.DOOR,
            verified_by_id=cast.people[SECOND],
        )
    )
    await session.commit()
    assert await code_of(desk, raised.id, SECOND) == "alarm_about_your_household"
    assert (await decide(desk, raised.id, THIRD)).status_code == 200


async def test_points_that_two_give_to_each_other(
    desk: Desk, client: AsyncClient, cast: Cast, work: Work
) -> None:
    """Each asks for the other, and others approve."""
    await desk.approve(await desk.asked("grid_chief", points=5, by=ASKER), SECOND)
    await work()
    assert await open_alarms(client, cast, "auditor") == []
    await desk.approve(await desk.asked(ASKER, points=5, by="grid_chief"), THIRD)
    await work()
    [line] = await open_alarms(client, cast, "auditor")
    assert (line["kind"], line["amount"]) == ("mutual", 2)
    assert {line["person_id"], line["with_id"]} == {
        str(cast.people[key]) for key in (ASKER, "grid_chief")
    }


async def test_who_asks_again_and_again_while_approvers_take_turns(
    desk: Desk, client: AsyncClient, cast: Cast, work: Work
) -> None:
    for approver in (SECOND, THIRD, SECOND):
        await desk.approve(await desk.asked(points=5), approver)
    await work()
    [line] = await open_alarms(client, cast, "auditor")
    assert (line["kind"], line["amount"]) == ("same_asker", 3)
    assert line["with_id"] == str(cast.people[ASKER])


async def test_two_who_ask_and_approve_for_many(
    desk: Desk, client: AsyncClient, cast: Cast, work: Work
) -> None:
    rule = {"enabled": True, "threshold": 3, "window_minutes": 60}
    path = "/api/v1/points-alarm-rules/staff_pair"
    assert (await desk.send(THIRD, "PUT", path, rule)).status_code == 200
    for receiver in ("resident", "same_building", "grid_chief"):
        await desk.approve(await desk.asked(receiver, points=5))
    await work()
    [line] = await open_alarms(client, cast, "auditor")
    assert (line["kind"], line["amount"]) == ("staff_pair", 3)
    assert (line["person_id"], line["with_id"]) == (
        str(cast.people[ASKER]),
        str(cast.people[SECOND]),
    )
