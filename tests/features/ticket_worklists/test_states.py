"""The state that lists read is that of the case, whoever takes whichever step."""

from collections.abc import Sequence
from random import Random
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.workflow.bulk import advance_all, lock_cases
from shequ_api.blocks.workflow.models import Case
from shequ_api.blocks.workflow.service import advance
from shequ_api.features.tickets.flow import FLOW
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.clock import utc_now
from tests.features.tickets.conftest import TicketMaker


async def states_of(session: AsyncSession) -> Sequence[tuple[UUID, str, str]]:
    await session.flush()
    # As a commit does.
    await session.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
    await session.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    both = select(Ticket.case_id, Ticket.state, Case.state).join(Case, Case.id == Ticket.case_id)
    return [(row[0], row[1], row[2]) for row in await session.execute(both)]


@pytest.mark.parametrize("seed", range(4))
async def test_a_random_walk_through_the_flow(
    session: AsyncSession, file_ticket: TicketMaker, seed: int
) -> None:
    """Steps singly and in bulk, over all of the flow; of many tickets only those move that do."""
    random = Random(seed)
    for _ in range(5):
        await file_ticket()
    taken: set[tuple[str, str]] = set()
    for _ in range(120):
        found = await states_of(session)
        assert [copied for _, copied, _ in found] == [true for _, _, true in found]
        case_id, _, state = random.choice(found)
        steps = [each for each in FLOW.steps if state in each.sources]
        if not steps:
            await file_ticket()
            continue
        one = random.choice(steps)
        taken.add((one.name, state))
        if random.random() < 0.5:
            await advance(session, FLOW, case_id, one.name, actor_id=None, now=utc_now())
            continue
        same = [each for each, _, its_state in found if its_state == state]
        cases = await lock_cases(session, same)
        chosen = list(cases.values())
        await advance_all(session, FLOW, chosen, one.name, actor_id=None, now=utc_now(), facts={})
    assert len(taken) > 12


async def test_a_new_ticket_has_its_state_and_number_at_once(
    session: AsyncSession, file_ticket: TicketMaker
) -> None:
    ticket = await file_ticket()
    [row] = (await session.execute(select(Ticket.state, Ticket.number))).all()
    assert (row.state, row.number) == (ticket["state"], ticket["number"])
    assert row.state == "submitted"
