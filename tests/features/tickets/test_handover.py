"""When somebody leaves office, nothing of theirs hangs."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.app import create_app, gather_parts
from shequ_api.base.events.worker import Worker
from shequ_api.base.people.endings import announce_over
from shequ_api.base.people.models import Posting
from shequ_api.base.people.queries import fitting_posting
from shequ_api.blocks.workflow import service as workflow
from shequ_api.blocks.workflow.checker import verify
from shequ_api.blocks.workflow.models import Case, StepLog
from shequ_api.features.ticket_handover import handover
from shequ_api.features.tickets.flow import FLOW
from shequ_api.features.tickets.models import Ticket
from shequ_api.features.tickets.permissions import SETTLERS
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.embedded import Embedded
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.outbound import Outbound
from tests.base.people.asking import appointed, ask, day, posting_of
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.conftest import WORKER, clone, settings_for_tests
from tests.counting import Queries
from tests.features.tickets.conftest import TicketMaker
from tests.features.tickets.slips import step

LEAVER = "micro_grid_worker"


async def given(
    client: AsyncClient, cast: Cast, file_ticket: TicketMaker, member: str = LEAVER
) -> dict[str, Any]:
    """A ticket that somebody handles."""
    ticket = await file_ticket()
    await step(client, cast, "community_worker", ticket, "acceptance")
    body = {"person_id": str(cast.people[member])}
    answer = await step(client, cast, "community_worker", ticket, "assignment", **body)
    assert answer.status_code == 200, answer.text
    return ticket


async def ended(
    client: AsyncClient, cast: Cast, posting: str, successor: str | None = None
) -> None:
    body = {"handed_to_posting_id": successor} if successor else None
    path = f"/postings/{posting}/end"
    answer = await ask(client, cast, "community_worker", "PUT", path, json=body)
    assert answer.status_code == 200, answer.text


async def seen(client: AsyncClient, cast: Cast, ticket: dict[str, Any]) -> dict[str, Any]:
    answer = await ask(client, cast, "community_worker", "GET", f"/tickets/{ticket['id']}")
    return dict(answer.json())


async def test_open_work_is_seen_before_and_goes_to_the_successor(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    first, settled = [await given(client, cast, file_ticket) for _ in range(2)]
    await step(client, cast, LEAVER, settled, "settlement", note="办好了")
    posting = await posting_of(session, cast, LEAVER)
    counted = await ask(client, cast, "community_worker", "GET", f"/postings/{posting}/open-work")
    assert (counted.json()["total"], counted.json()["kinds"][0]["key"]) == (1, "tickets")
    await ended(client, cast, posting, await posting_of(session, cast, "general_grid_worker"))
    await work()
    now = await seen(client, cast, first)
    assert (now["assignee_name"], now["state"]) == ("甲网格", "resolving")
    assert (now["slips"][-1]["step"], now["slips"][-1]["actor_name"]) == ("hand_over", "甲社工")
    assert (await seen(client, cast, settled))["state"] == "settled"
    done = await step(client, cast, "general_grid_worker", first, "settlement", note="办好了")
    assert done.status_code == 200, done.text


async def test_without_a_successor_it_goes_back_to_the_triage(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    ticket = await given(client, cast, file_ticket)
    before = await seen(client, cast, ticket)
    assert "hand_over" not in before["legal_steps"], "it happens by itself"
    await ended(client, cast, await posting_of(session, cast, LEAVER))
    await work()
    now = await seen(client, cast, ticket)
    assert (now["assignee_id"], now["state"]) == (None, "accepted")
    assert (now["slips"][-1]["step"], now["slips"][-1]["note"]) == (
        "return",
        "原办理人已离任，退回社区重新派单",
    )
    assert now["created_at"] == before["created_at"], "the clock keeps running"
    await work()
    assert (await seen(client, cast, ticket))["slips"] == now["slips"], "once"
    body = {"person_id": str(cast.people["partner"])}
    again = await step(client, cast, "community_worker", ticket, "assignment", **body)
    assert again.status_code == 200


async def test_who_still_holds_a_fitting_office_keeps_the_work(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, work: Work
) -> None:
    posting = await posting_of(session, cast, LEAVER)
    grid = {"grid_id": str(cast.places[f"{HOME}-m03"])}
    assert (await appointed(client, cast, "13900000011", **grid)).status_code == 201
    ticket = await file_ticket()
    await step(client, cast, "community_worker", ticket, "acceptance")
    body = {"person_id": str(cast.people[LEAVER])}
    await step(client, cast, "community_worker", ticket, "assignment", **body)
    counted = await ask(client, cast, "community_worker", "GET", f"/postings/{posting}/open-work")
    assert counted.json()["total"] == 0
    await ended(client, cast, posting)
    await work()
    assert (await seen(client, cast, ticket))["assignee_name"] == "甲微格"


async def test_a_last_day_hands_over_by_itself(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker, parts: Parts
) -> None:
    made = await appointed(client, cast, "13900000005", ends_on=day(1))
    assert made.status_code == 201
    ticket = await given(client, cast, file_ticket, "newcomer")
    tomorrow = utc_now() + timedelta(days=1)
    await announce_over(session, tomorrow)
    await session.commit()
    await parts.get(Worker).drain(tomorrow)
    assert (await seen(client, cast, ticket))["state"] == "accepted"


async def test_a_ticket_tells_under_which_office_it_was_done(
    client: AsyncClient, cast: Cast, session: AsyncSession, file_ticket: TicketMaker
) -> None:
    posting = await posting_of(session, cast, LEAVER)
    draft = {"phone": "13900000005", "starts_on": day(0), "ends_on": day(7)}
    path = f"/postings/{posting}/covers"
    cover = await ask(client, cast, "community_worker", "POST", path, json=draft)
    ticket = await given(client, cast, file_ticket, "newcomer")
    await step(client, cast, "newcomer", ticket, "settlement", note="办好了")
    log = select(StepLog).where(StepLog.step == "settle")
    logged = (await session.scalars(log)).one()
    assert logged.actor_id == cast.people["newcomer"]
    assert logged.facts["posting_id"] == cover.json()["id"]


async def many(session: AsyncSession, cast: Cast, like: dict[str, Any], count: int) -> None:
    """So many tickets like one, in the leaver's hands."""
    first = await session.get_one(Ticket, UUID(like["id"]))
    columns = {key: value for key, value in vars(first).items() if key in Ticket.__table__.columns}
    del columns["id"], columns["case_id"]
    for _ in range(count):
        case = workflow.open_case(
            session,
            FLOW,
            actor_id=first.reporter_id,
            district_id=first.district_id,
            now=utc_now(),
        )
        await session.flush()
        for name in ("accept", "assign"):
            actor = cast.people["community_worker"]
            await workflow.advance(session, FLOW, case.id, name, actor_id=actor, now=utc_now())
        session.add(Ticket(**columns, case_id=case.id))
    await session.commit()


async def test_many_tickets_are_few_statements(
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    file_ticket: TicketMaker,
    work: Work,
    queries: Queries,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await many(session, cast, await given(client, cast, file_ticket), 59)
    posting = await posting_of(session, cast, LEAVER)
    monkeypatch.setattr(handover, "AT_ONCE", 40)
    with queries() as asked:
        await work()
    spans = [line for line in asked if line.startswith("INSERT INTO ticket_clock_spans")]
    assert len(spans) < 10, "the clocks of them all are laid down together"
    await ended(client, cast, posting, await posting_of(session, cast, "partner"))
    with queries() as asked:
        await work()
    about = [line for line in asked if "ticket" in line or "workflow" in line]
    assert len(about) <= 22, "\n".join(about)
    for member, count in ((LEAVER, 0), ("partner", 60)):
        held = select(func.count()).where(Ticket.assignee_id == cast.people[member])
        assert await session.scalar(held) == count
    assert await verify(session) == []


@pytest.fixture
async def several(server: Embedded, template: str) -> AsyncIterator[Parts]:
    """The application on committed rows, with connections of its own."""
    addresses = clone(server, template, f"shequ_handover_{WORKER}_test")
    parts = gather_parts(settings_for_tests(), addresses.app)
    yield parts
    await parts.get(Outbound).aclose()
    await parts.get(Database).close()


async def test_what_is_given_at_the_last_moment_does_not_hang(several: Parts) -> None:
    """Given and ended at once: either the giver is refused, or the end finds the ticket."""
    cast = await Cast.found(several)
    transport = ASGITransport(create_app(settings_for_tests(), several))
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        for number in range(6):
            grid = {"grid_id": str(cast.places[f"{HOME}-m03"])}
            made = await appointed(client, cast, "13900000005", **grid)
            assert made.status_code == 201, made.text
            body = {
                "service_code": "environment",
                "text": "灯坏了",
                "place_id": str(cast.places[f"{HOME}-c1-b1"]),
            }
            filed = await ask(client, cast, "resident", "POST", "/tickets", json=body)
            ticket = filed.json()
            await step(client, cast, "community_worker", ticket, "acceptance")
            person = {"person_id": str(cast.people["newcomer"])}
            answer, _, _ = await asyncio.gather(
                step(client, cast, "community_worker", ticket, "assignment", **person),
                ended(client, cast, made.json()["id"]),
                several.get(Worker).drain(utc_now()),
            )
            assert answer.status_code in {200, 422}
            await several.get(Worker).drain(utc_now())
            async with several.get(Database).sessions() as session:
                row = await session.get_one(Ticket, UUID(ticket["id"]))
                case = await session.get_one(Case, row.case_id)
                assert (row.assignee_id, case.state) == (None, "accepted"), number


async def test_whoever_gives_work_holds_the_posting_that_it_is_given_by(several: Parts) -> None:
    """Not a matter of luck: the end waits until the giver has committed."""
    cast = await Cast.found(several)
    sessions = several.get(Database).sessions
    on = china_date(utc_now())
    async with sessions() as giver, sessions() as ender:
        community = await giver.scalar(
            select(Posting).where(Posting.person_id == cast.people[LEAVER])
        )
        meant = fitting_posting(cast.people[LEAVER], SETTLERS, community, on=on)
        assert await giver.scalar(meant) is not None
        lock = select(Posting.id).where(Posting.person_id == cast.people[LEAVER])
        free = lock.with_for_update(skip_locked=True)
        assert (await ender.scalars(free)).all() == []
        await giver.rollback()
        posting = (
            await ender.scalars(
                select(Posting).where(Posting.person_id == cast.people[LEAVER]).with_for_update()
            )
        ).one()
        posting.end_announced_at = utc_now()
        await ender.commit()
        # By its dates it would still serve, to a request that began before midnight.
        assert await giver.scalar(meant) is None
