"""What follows for tickets when somebody leaves office or a place goes to another community."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Fact, Reaction
from shequ_api.base.events.models import Job
from shequ_api.base.people.events import AccountShut, PostingEnded
from shequ_api.base.people.models import Posting
from shequ_api.base.people.queries import survivor_of
from shequ_api.base.places.events import PlaceMoved
from shequ_api.features.ticket_handover.handover import hand_over, send_back

# Jobs that wait are found by these names, which are older than this package.
HAND_OVER = "tickets.hand_over"
SEND_BACK = "tickets.send_back"
TAKE_BACK = "tickets.take_back"


async def relieve(session: AsyncSession, fact: PostingEnded, now: datetime) -> None:
    """Nothing hangs: to the successor, else back to the triage. Signed by who ended the posting,
    else by who gave it."""
    posting = await session.get_one(Posting, fact.subject_id)
    leaver_id = await survivor_of(session, fact.person_id)
    successor_id = await survivor_of(session, fact.handed_to_id) if fact.handed_to_id else None
    more = await hand_over(
        session,
        leaver_id=leaver_id,
        successor_id=successor_id,
        signed_by_id=posting.ended_by_id or posting.granted_by_id or leaver_id,
        posting_id=posting.id,
        now=now,
    )
    if more:
        _go_on(session, HAND_OVER, fact, now)


async def relieve_after_move(session: AsyncSession, fact: PlaceMoved, now: datetime) -> None:
    """Whoever may settle nothing where the place lies now is relieved of what is open there."""
    more = await send_back(
        session,
        place_id=fact.subject_id,
        community_id=fact.community_id,
        signed_by_id=await survivor_of(session, fact.moved_by_id),
        now=now,
    )
    if more:
        _go_on(session, SEND_BACK, fact, now)


async def take_back(session: AsyncSession, fact: AccountShut, now: datetime) -> None:
    """What a shut account was handling goes back to the triage; not, if it is open again."""
    more = await hand_over(
        session,
        leaver_id=await survivor_of(session, fact.subject_id),
        successor_id=None,
        signed_by_id=await survivor_of(session, fact.by_id),
        posting_id=None,
        now=now,
    )
    if more:
        _go_on(session, TAKE_BACK, fact, now)


def _go_on(session: AsyncSession, name: str, fact: Fact, now: datetime) -> None:
    """Behind this job in the order of its subject; it is gone when the rest is taken up."""
    session.add(
        Job(
            name=name,
            subject_id=fact.subject_id,
            district_id=fact.district_id,
            facts=fact.model_dump(mode="json"),
            run_at=now,
        )
    )


REACTIONS = [
    Reaction(HAND_OVER, PostingEnded, relieve),
    Reaction(TAKE_BACK, AccountShut, take_back),
    Reaction(SEND_BACK, PlaceMoved, relieve_after_move),
]
