"""Whatever happens to a ticket, and however often the worker breaks: stored spans are the minutes
that a walk through its history counts, and what is due is due when that says."""

from datetime import datetime
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_clocks.following import follow
from shequ_api.features.ticket_clocks.models import TicketClock, TicketClockSpan
from shequ_api.features.tickets.models import Ticket
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.features.ticket_clocks.histories import MINUTE, History
from tests.features.ticket_clocks.minutes import Model, Walked

LONG = [pytest.param(seed, marks=pytest.mark.campaign) for seed in range(100, 300)]


@pytest.mark.parametrize("seed", [*range(12), *LONG])
async def test_stored_spans_are_the_minutes_that_passed(
    parts: Parts, cast: Cast, session: AsyncSession, seed: int
) -> None:
    history = History(parts, cast, Random(seed))
    await history.live(16)
    await history.settle_down()
    model = Model()
    model.walk(history.events, history.now)
    told = "\n".join(f"{at:%m-%d %H:%M} {name} {what}" for at, name, what in history.events)

    clocks, spans = await stored(session, history)
    assert clocks.keys() == {(each.target, each.started_at) for each in model.clocks}, told
    for walked in model.clocks:
        key = (walked.target, walked.started_at)
        clock, own = clocks[key], spans.get(key, [])
        assert (clock.stopped_at, clock.outcome) == (walked.stopped_at, walked.outcome), told
        assert ran(own, history) == walked.ran, told
        assert_whole(clock, own)
        length = walked.length if walked.stopped_at else model.allowed(walked.target)
        assert clock.length_seconds == (length["minutes"] * 60 if length else None), told
    await assert_due(session, history, model, clocks, told)

    before = (await stored(session, history))[1]
    await follow(session, [history.ticket_id], history.now)
    assert (await stored(session, history))[1] == before, "told again, it is the same"


Key = tuple[str, datetime]
Laid = list[tuple[datetime, datetime | None, str | None]]
Stored = tuple[dict[Key, TicketClock], dict[Key, Laid]]


async def stored(session: AsyncSession, history: History) -> Stored:
    session.expire_all()
    of_ticket = select(TicketClock).where(TicketClock.ticket_id == history.ticket_id)
    clocks = {(row.target, row.started_at): row for row in await session.scalars(of_ticket)}
    laid = select(TicketClockSpan).where(TicketClockSpan.ticket_id == history.ticket_id)
    spans: dict[Key, Laid] = {}
    for row in await session.scalars(laid.order_by(TicketClockSpan.begins_at)):
        key = (row.target, row.started_at)
        spans.setdefault(key, []).append((row.begins_at, row.ends_at, row.paused))
    return clocks, spans


def ran(spans: Laid, history: History) -> list[datetime]:
    """Each minute before now in which the stored spans say that it ran."""
    found = []
    for begins, ends, paused in spans:
        at, end = begins, min(ends or history.now, history.now)
        while paused is None and at < end:
            found.append(at)
            at += MINUTE
    return found


def assert_whole(clock: TicketClock, spans: Laid) -> None:
    """Without gaps from its start to its stop; nothing runs after that."""
    edges = [clock.started_at, *(span[1] for span in spans)]
    assert [span[0] for span in spans] == edges[:-1]
    assert edges[-1] == clock.stopped_at


async def assert_due(
    session: AsyncSession,
    history: History,
    model: Model,
    clocks: dict[Key, TicketClock],
    told: str,
) -> None:
    running = [each for each in model.clocks if each.stopped_at is None]
    for walked in running:
        walked.length = model.allowed(walked.target)
    model.go_on_until_due(history.now)
    due = {_key(each): each.due_at() for each in running}
    assert {_key(each): clocks[_key(each)].due_at for each in running} == due, told
    ticket = await session.get_one(Ticket, history.ticket_id)
    assert ticket.due_at == min((each for each in due.values() if each), default=None), told
    assert (ticket.ended_at is None) == model.is_open, told


def _key(walked: Walked) -> Key:
    return walked.target, walked.started_at
