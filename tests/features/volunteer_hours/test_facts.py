"""What approved and settled work brings, and how it is taken back."""

import pytest
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Scope
from shequ_api.blocks.ledger.checker import verify
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.queries import total_of
from shequ_api.features.ticket_ending import service as ending
from shequ_api.features.tickets import service as tickets
from shequ_api.features.tickets.events import TicketReopened, TicketSettled
from shequ_api.features.tickets.models import Ticket
from shequ_api.features.tickets.steps import facts_of
from shequ_api.features.volunteer_hours.reactions import count_ticket, forget_ticket
from shequ_api.kit.clock import utc_now
from tests.cast import HOME, Cast
from tests.clocks import Work
from tests.features.earnings.facts import settled
from tests.features.patrols.field import NOBODY
from tests.features.volunteer_attendance.serving import STAFF, Serving
from tests.matrix.ground import somebody

WORKER = "micro_grid_worker"


async def _reopened(session: AsyncSession, cast: Cast, ticket: Ticket) -> None:
    home = Scope("community_id", cast.places[HOME])
    staff = somebody(cast.people[STAFF], home)
    await ending.reopen(session, staff, ticket, reason="没有清理干净", now=utc_now())
    await session.commit()


async def _settled_again(session: AsyncSession, cast: Cast, ticket: Ticket) -> None:
    home = Scope("community_id", cast.places[HOME])
    partner = somebody(cast.people["partner"], home)
    await tickets.settle(session, partner, ticket, note="再次清理", photos=[], now=utc_now())
    await session.commit()


async def test_a_settled_ticket_counts_until_it_is_reopened(
    serving: Serving, session: AsyncSession, cast: Cast, work: Work
) -> None:
    await serving.policy()
    ticket = await settled(session, cast, settled_by="partner")
    await session.commit()
    await work()
    assert await serving.minutes("partner") == 30
    [line] = await serving.services("partner")
    assert (line["kind"], line["evidence_id"]) == ("ticket", str(ticket.id))
    await _reopened(session, cast, ticket)
    await work()
    assert await serving.minutes("partner") == 0
    [line] = await serving.services("partner")
    assert (line["reversal_reason"], line["minutes"]) == ("诉求重新办理，时长冲回", 30)
    assert line["reversal_id"] != line["transfer_id"]
    await _settled_again(session, cast, ticket)
    await work()
    assert await serving.minutes("partner") == 30
    assert len(await serving.services("partner")) == 2
    assert await total_of(session, ledger=Ledger.VOLUNTEER_HOURS) == 0
    assert not await verify(session)


async def test_in_whatever_order_it_is_heard(
    serving: Serving, session: AsyncSession, cast: Cast
) -> None:
    """Settled, reopened, settled again: heard late, twice and the wrong way round."""
    await serving.policy()
    ticket = await settled(session, cast, settled_by="partner")
    await session.commit()
    told = TicketSettled(
        **facts_of(ticket),
        settled_by_id=cast.people["partner"],
        accepted_by_id=cast.people[STAFF],
    )
    again = TicketReopened(**facts_of(ticket), reopened_by_id=None, assignee_id=None, at=utc_now())
    await _reopened(session, cast, ticket)
    await count_ticket(session, told, utc_now())
    assert await serving.minutes("partner") == 0, "it was reopened before this was heard"
    await _settled_again(session, cast, ticket)
    for _ in range(2):
        await count_ticket(session, told, utc_now())
        await forget_ticket(session, again, utc_now())
    await session.commit()
    assert await serving.minutes("partner") == 30, "a reopening of before takes nothing from it"


async def test_who_is_on_duty_earns_no_hours(
    serving: Serving, session: AsyncSession, cast: Cast, work: Work
) -> None:
    await serving.policy(roles=["resident", "partner"])
    await settled(session, cast, settled_by=WORKER)
    await session.commit()
    sent = await serving.inspected(NOBODY)
    await serving.review(sent["id"], STAFF)
    await work()
    assert await serving.services(WORKER) == []


async def test_nothing_without_a_policy(
    serving: Serving, session: AsyncSession, cast: Cast, work: Work
) -> None:
    await settled(session, cast, settled_by="partner")
    await session.commit()
    await work()
    assert await serving.services("partner") == []


async def test_an_inspection_counts_while_its_approval_stands(
    serving: Serving, session: AsyncSession, work: Work
) -> None:
    await serving.policy()
    sent = await serving.inspected(NOBODY)
    await serving.review(sent["id"], STAFF)
    await work()
    assert await serving.minutes(WORKER) == 15
    path = f"/inspections/{sent['id']}/approval-withdrawal"
    for _ in range(2):
        why = {"reason": "照片是旧的"}
        assert (await serving.ask("general_grid_worker", "PUT", path, json=why)).status_code == 200
        await work()
        assert await serving.minutes(WORKER) == 0
    await serving.review(sent["id"], STAFF)
    await work()
    assert await serving.minutes(WORKER) == 15
    assert not await verify(session)


async def test_what_facts_bring_on_a_day_is_bounded(
    serving: Serving, session: AsyncSession, cast: Cast, work: Work
) -> None:
    await serving.policy(facts_day_minutes=40)
    for _ in range(3):
        await settled(session, cast, settled_by="partner")
    await session.commit()
    await work()
    assert await serving.minutes("partner") == 40
    counted = sorted(line["minutes"] for line in await serving.services("partner"))
    assert counted == [0, 10, 30]


@pytest.mark.parametrize("settler", ["community_worker"])
async def test_nobodys_own_word_makes_hours(
    serving: Serving, session: AsyncSession, cast: Cast, work: Work, settler: str
) -> None:
    await serving.policy(roles=["community_worker"])
    await settled(session, cast, settled_by=settler, accepted_by=settler)
    await session.commit()
    await work()
    assert await serving.services(settler) == []
