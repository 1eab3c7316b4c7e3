"""How postings end: taken back, or by their last day. Others are told of each exactly once."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import Role
from shequ_api.base.events.facts import record
from shequ_api.base.people.appointments import BeyondYourself, may_give
from shequ_api.base.people.events import PostingEnded
from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import in_force, live, not_over
from shequ_api.base.registry import OpenWork
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, NotNow

ANNOUNCED_AT_ONCE = 200
"""Postings whose last day has passed, told in one run of the clock; the next run goes on."""


class PostingOver(NotNow):
    code, title = "posting_ended", "该任职已经结束"


class SuccessorUnfit(Malformed):
    code, title = "successor_unfit", "接手人须是同一社区内另一位能承办这些工作的在任人员"


def is_over(posting: Posting, now: datetime) -> bool:
    """Whether it was taken back, or its last day has passed."""
    past = posting.ends_on is not None and posting.ends_on <= china_date(now)
    return past or posting.ended_at is not None


async def end_posting(
    session: AsyncSession,
    actor: Actor,
    posting: Posting,
    *,
    successor: Posting | None = None,
    kinds_of_work: Sequence[OpenWork] = (),
    now: datetime,
) -> Posting:
    """Take a posting back; it acts on the next request, and the work goes to the successor."""
    # Locked: of two who end it at once, one does; whoever gives work by it now is waited for.
    await session.refresh(posting, with_for_update=True)
    if is_over(posting, now):
        raise PostingOver
    if not may_give(actor, Role(posting.role)):
        raise BeyondYourself
    if successor is not None:
        await _refuse_successor(session, posting, successor, kinds_of_work, now=now)
    await end(session, posting, by_id=actor.person_id, successor=successor, now=now)
    return posting


async def end(
    session: AsyncSession,
    posting: Posting,
    *,
    by_id: UUID | None = None,
    successor: Posting | None = None,
    now: datetime,
) -> None:
    """It is over, and so is who covers for its holder. The caller holds its row's lock."""
    for each in (posting, *await _covers_of(session, [posting], now=now)):
        each.ended_at, each.ended_by_id = now, by_id
        if each.end_announced_at is None:
            announce_end(session, each, successor=successor, now=now)


async def _covers_of(
    session: AsyncSession, postings: Sequence[Posting], *, now: datetime
) -> Sequence[Posting]:
    """Who covers for the holders of postings, today or later, locked."""
    covered = Posting.covers_id.in_([posting.id for posting in postings])
    found = select(Posting).where(covered, not_over(china_date(now))).order_by(Posting.id)
    locked = found.with_for_update().execution_options(populate_existing=True)
    return (await session.scalars(locked)).all()


async def _refuse_successor(
    session: AsyncSession,
    posting: Posting,
    successor: Posting,
    kinds_of_work: Sequence[OpenWork],
    *,
    now: datetime,
) -> None:
    theirs = (Posting.id == successor.id, in_force(china_date(now)), live())
    serving = select(Posting.id).join(Person, Person.id == Posting.person_id).where(*theirs)
    held = [
        (each.community_id, each.subdistrict_id, each.district_id) for each in (posting, successor)
    ]
    if (
        successor.person_id == posting.person_id
        or held[0] != held[1]
        or await session.scalar(serving) is None
    ):
        raise SuccessorUnfit
    for work in kinds_of_work:
        there_is = await session.scalar(work.count(posting, now))
        if there_is and Role(successor.role) not in work.takers:
            raise SuccessorUnfit


def announce_end(
    session: AsyncSession, posting: Posting, *, successor: Posting | None = None, now: datetime
) -> None:
    """Tell of a posting that is over, once; the caller holds its row's lock."""
    posting.end_announced_at = now
    ended = PostingEnded(
        subject_id=posting.id,
        district_id=posting.district_id,
        person_id=posting.person_id,
        role=posting.role,
        place_id=posting.place_id,
        grid_id=posting.grid_id,
        community_id=posting.community_id,
        handed_to_id=successor.person_id if successor else None,
    )
    record(session, ended, now=now)


async def announce_over(session: AsyncSession, now: datetime) -> None:
    """On a clock: tell of postings whose last day has passed. Whoever ends one tells it at once."""
    over = (Posting.ended_at.is_(None), Posting.ends_on <= china_date(now))
    silent = select(Posting).where(Posting.end_announced_at.is_(None), *over)
    # A row that is being ended by hand, or under which work is being given, waits for the next run.
    locked = silent.limit(ANNOUNCED_AT_ONCE).with_for_update(skip_locked=True)
    over_now = (await session.scalars(locked)).all()
    for posting in over_now:
        announce_end(session, posting, now=now)
    for cover in await _covers_of(session, over_now, now=now) if over_now else ():
        cover.ended_at = now
        announce_end(session, cover, now=now)
