"""What those above demand goes on while its ticket is merged, comes back, or was answered; and what
is told too late is not told."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.models import Job
from shequ_api.kit.clock import utc_now
from shequ_api.kit.http.parts import Parts
from tests.base.people.asking import ask
from tests.base.redrawing.conftest import COMPOUND, Office
from tests.cast import HOME, NEIGHBOUR, Cast
from tests.clocks import Work
from tests.features.ticket_appeals.test_appeals import appealed, decided, declined
from tests.features.ticket_handling.handled import COLLEAGUE, STAFF, WORKER, accepted, given
from tests.features.ticket_pressure.pressed import after, kinds
from tests.features.ticket_pressure.test_supervisions import (
    DISTRICT,
    FAR_STAFF,
    STREET,
    closing,
    moved,
    shown,
    supervised,
)
from tests.features.ticket_twins.test_merging import apart, merged
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step


async def answered(client: AsyncClient, cast: Cast, who: str, made: dict[str, Any]) -> Any:
    path, body = f"/ticket-supervisions/{made['id']}/answer", {"answer": "已在办"}
    return await ask(client, cast, who, "POST", path, json=body)


async def moved_back(client: AsyncClient, cast: Cast, ticket: dict[str, Any]) -> None:
    place = {"place_id": str(cast.places[HOME]), "reason": "在我们这边"}
    path = f"/tickets/{ticket['id']}/place"
    assert (await ask(client, cast, FAR_STAFF, "PUT", path, json=place)).is_success


@pytest.mark.parametrize("again_alone", [False, True])
async def test_merging_ends_nothing_that_is_demanded(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work, again_alone: bool
) -> None:
    lead = await accepted(client, cast, file_ticket, private=False)
    other = await accepted(client, cast, file_ticket, private=False, by="same_compound")
    await given(client, cast, lead, WORKER)
    await given(client, cast, other, COLLEAGUE)
    first, second = [await supervised(client, cast, other) for _ in range(2)]
    call = (await step(client, cast, STAFF, other, "calls", reason="要街道协调")).json()
    await work()
    assert (await merged(client, cast, lead, other)).status_code == 200
    await work()
    assert (await shown(client, cast, STREET, first))["closing"] is None
    assert "ticket_supervised" in await kinds(client, cast, STAFF)
    refused = await answered(client, cast, COLLEAGUE, first)
    assert (refused.status_code, refused.json()["code"]) == (403, "not_yours_to_answer")
    assert (await answered(client, cast, WORKER, first)).status_code == 200, "it has the lead"
    if again_alone:
        assert (await apart(client, cast, other)).status_code == 200
    await work()
    await step(client, cast, WORKER, lead, "settlement", note="办好了")
    await work()
    ending = None if again_alone else "ticket_ended"
    for made in (first, second):
        assert (await shown(client, cast, STREET, made))["closing"] == ending
    path = f"/ticket-calls/{call['id']}"
    assert (await ask(client, cast, STREET, "GET", path)).json()["ending"] == ending
    assert ("supervision_closed" in await kinds(client, cast, WORKER)) != again_alone


async def test_of_what_was_merged_the_leads_handler_hears_that_it_is_late(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker, work: Work
) -> None:
    lead = await accepted(client, cast, file_ticket, private=False)
    other = await accepted(client, cast, file_ticket, private=False, by="same_compound")
    await given(client, cast, lead, WORKER)
    await supervised(client, cast, other, workdays=1)
    await merged(client, cast, lead, other)
    await work()
    await after(parts, days=30)
    assert "supervision_overdue" in await kinds(client, cast, WORKER)


async def test_a_community_to_which_it_comes_back_is_told_again(
    client: AsyncClient, cast: Cast, parts: Parts, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    made = await supervised(client, cast, ticket, by=DISTRICT, workdays=1)
    await work()
    await after(parts, days=30)
    assert "supervision_overdue" in await kinds(client, cast, STAFF)
    rounds = ((moved, FAR_STAFF, STAFF), (moved_back, STAFF, FAR_STAFF))
    for day, (by, here, there) in enumerate(rounds, start=31):
        await by(client, cast, ticket)
        await work()
        assert "ticket_supervised" in await kinds(client, cast, here), by
        await after(parts, days=day)
        for who in (here, DISTRICT):
            assert "supervision_overdue" in await kinds(client, cast, who), (by, who)
        told = {"supervision_overdue", "ticket_supervised"}
        assert not told & await kinds(client, cast, there), by
    assert (await answered(client, cast, STAFF, made)).status_code == 200
    await after(parts, days=40)
    assert not told & await kinds(client, cast, STAFF)
    assert "supervision_overdue" not in await kinds(client, cast, DISTRICT)


async def test_what_was_answered_is_asked_of_nobody_where_it_goes(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    made = await supervised(client, cast, ticket, by=DISTRICT)
    assert (await answered(client, cast, STAFF, made)).status_code == 200
    await work()
    await moved(client, cast, ticket)
    await work()
    assert "ticket_supervised" not in await kinds(client, cast, FAR_STAFF)
    assert "supervision_answered" in await kinds(client, cast, DISTRICT)
    listed = (await ask(client, cast, FAR_STAFF, "GET", "/ticket-supervisions")).json()["items"]
    assert [each["id"] for each in listed] == [made["id"]]
    assert (await closing(client, cast, DISTRICT, made)).status_code == 200
    await work()
    assert "supervision_answered" not in await kinds(client, cast, DISTRICT)


async def test_what_is_demanded_goes_with_a_place_that_is_anothers(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await accepted(client, cast, file_ticket)
    low, high = [await supervised(client, cast, ticket, by=who) for who in (STREET, DISTRICT)]
    call = (await step(client, cast, STAFF, ticket, "calls", reason="要街道协调")).json()
    await work()
    answer = await Office(client, cast).move(DISTRICT, COMPOUND, NEIGHBOUR)
    assert answer.is_success, answer.text
    await work()
    assert (await shown(client, cast, DISTRICT, low))["closing"] == "transferred"
    path = f"/ticket-calls/{call['id']}"
    assert (await ask(client, cast, DISTRICT, "GET", path)).json()["ending"] == "transferred"
    assert "ticket_supervised" in await kinds(client, cast, FAR_STAFF)
    assert "ticket_supervised" not in await kinds(client, cast, STAFF)
    assert (await answered(client, cast, FAR_STAFF, high)).status_code == 200


LATE = {
    "ticket_supervised": ("inbox.supervision_matter", STAFF),
    "supervision_answered": ("inbox.supervision_answer_matter", STREET),
    "ticket_called": ("inbox.ticket_called", STREET),
    "ticket_appealed": ("inbox.ticket_appealed", STREET),
}
"""What is told, by which reaction, to whom."""


@pytest.mark.parametrize("kind", LATE)
async def test_what_is_over_is_not_told_by_a_job_that_was_late(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    parts: Parts,
    file_ticket: TicketMaker,
    work: Work,
    kind: str,
) -> None:
    job, who = LATE[kind]
    if kind == "ticket_appealed":
        made = await appealed(client, cast, await declined(client, cast, file_ticket))
        assert (await decided(client, cast, made.json(), ordered=False)).status_code == 200
    elif kind == "ticket_called":
        ticket = await accepted(client, cast, file_ticket)
        call = (await step(client, cast, STAFF, ticket, "calls", reason="请到场")).json()
        path, body = f"/ticket-calls/{call['id']}/answer", {"answer": "到了"}
        assert (await ask(client, cast, STREET, "POST", path, json=body)).is_success
    else:
        supervision = await supervised(client, cast, await accepted(client, cast, file_ticket))
        assert (await answered(client, cast, STAFF, supervision)).status_code == 200
        if kind == "supervision_answered":
            assert (await closing(client, cast, STREET, supervision)).status_code == 200
    late = update(Job).where(Job.name == job).values(run_at=utc_now() + timedelta(hours=1))
    assert len((await session.execute(late.returning(Job.id))).all()) == 1
    await session.commit()
    await work()
    await after(parts, hours=2)
    assert kind not in await kinds(client, cast, who)
