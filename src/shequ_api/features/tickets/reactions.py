"""What tickets do when somebody leaves office."""

from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.events.models import Job
from shequ_api.base.people.events import PostingEnded
from shequ_api.base.people.models import Posting
from shequ_api.base.people.queries import survivor_of
from shequ_api.features.tickets.handover import hand_over

HAND_OVER = "tickets.hand_over"


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
        # Behind this one in the order of its subject; it is gone when the rest is taken up.
        session.add(
            Job(
                name=HAND_OVER,
                subject_id=fact.subject_id,
                district_id=fact.district_id,
                facts=fact.model_dump(mode="json"),
                run_at=now,
            )
        )


REACTIONS = [Reaction(HAND_OVER, PostingEnded, relieve)]
