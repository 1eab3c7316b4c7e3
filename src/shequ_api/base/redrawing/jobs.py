"""What was written while the trees changed, with the scopes from before, is brought after them."""

from datetime import datetime, timedelta
from typing import ClassVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Fact
from shequ_api.base.events.models import Job
from shequ_api.base.places.following import follow, hand_over
from shequ_api.base.places.history_models import ChangeKind, TreeChange
from shequ_api.base.places.locking import keep_still
from shequ_api.base.places.models import Grid, Place
from shequ_api.base.redrawing import postings
from shequ_api.kit.db import JOB_STATEMENT_TIMEOUT

LOOKS_BACK = timedelta(minutes=10)
"""Longer than any request that read a place before the change may take to write there."""
EVERY = timedelta(minutes=1)
IN_COMMUNITY = "redrawing.bring_after_in"
MOVING = frozenset(
    {
        ChangeKind.MOVED,
        ChangeKind.COVERED,
        ChangeKind.SPLIT,
        ChangeKind.MERGED,
        ChangeKind.DEMOLISHED,
    }
)
"""Changes after which a row may lie elsewhere than its place."""


class TreesRedrawn(Fact):
    """Work of this module's own, never announced: `subject_id` is the community."""

    name: ClassVar[str] = "trees_redrawn"

    since: datetime


async def bring_after(session: AsyncSession, now: datetime) -> None:
    """Have each community followed once more whose trees changed lately, each by a job of its own.

    A request that read a place before the change and wrote after it waited for nobody: what it
    wrote lies, until this runs, where the place lay before.
    """
    since = now - LOOKS_BACK
    changed = await _changed(session, since)
    waiting = select(Job.subject_id).where(Job.name == IN_COMMUNITY, Job.subject_id.in_(changed))
    changed -= {one for one in await session.scalars(waiting) if one is not None}
    where = select(Place.id, Place.district_id).where(Place.id.in_(changed)).order_by(Place.id)
    for place_id, district_id in (await session.execute(where)).all():
        redrawn = TreesRedrawn(subject_id=place_id, district_id=district_id, since=since)
        session.add(
            Job(
                name=IN_COMMUNITY,
                subject_id=place_id,
                district_id=district_id,
                facts=redrawn.model_dump(mode="json"),
                run_at=now,
            )
        )


async def bring_after_in(session: AsyncSession, fact: TreesRedrawn, now: datetime) -> None:
    """Let what lies in one community follow its places, wherever these went.

    Whoever files something there goes on meanwhile; whoever changes the trees waits.
    """
    # All rows of a community are read: that takes longer than a request may.
    await session.execute(select(func.set_config("statement_timeout", JOB_STATEMENT_TIMEOUT, True)))
    community = {await keep_still(session, fact.subject_id)}
    await follow(session, community, None, district_id=fact.district_id)
    await postings.follow_places(session, community)
    ended = select(Grid.id).where(Grid.community_id.in_(community), Grid.ended_at > fact.since)
    grids = set(await session.scalars(ended))
    await hand_over(session, grids, {"micro_grid_id": None}, district_id=fact.district_id)


async def _changed(session: AsyncSession, since: datetime) -> set[UUID]:
    """The communities in which something moved, or which something left."""
    left = TreeChange.before["community_id"].astext
    lately = select(TreeChange.community_id, left).where(TreeChange.changed_at > since).distinct()
    rows = (await session.execute(lately.where(TreeChange.change.in_(MOVING)))).all()
    return {UUID(str(one)) for row in rows for one in row if one is not None}
