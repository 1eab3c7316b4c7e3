"""On the clock: count those anew whose time has come, and end those whose window is over."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Clockwork
from shequ_api.features.grid_tasks.models import GridGoal
from shequ_api.features.grid_tasks.rules import LOOKS_AT_ONCE
from shequ_api.features.grid_tasks.service.counting import hold, recount
from shequ_api.features.patrol_tasks.public import TaskState
from shequ_api.kit.repointing import QUIET


async def look_again(session: AsyncSession, now: datetime) -> None:
    """What is to be visited follows the grids: dwellings are built, moved and demolished."""
    due = (
        select(GridGoal.task_id)
        .where(GridGoal.look_at <= now)
        .order_by(GridGoal.look_at, GridGoal.task_id)
        .limit(LOOKS_AT_ONCE)
    )
    ids = list(await session.scalars(due))
    pairs = await hold(session, ids, TaskState.READY)
    await recount(session, pairs, now=now)
    # Cancelled, or said to be impossible: nothing is left to be looked at.
    over = set(ids) - {task.id for _, task in pairs}
    ended = update(GridGoal).where(GridGoal.task_id.in_(over)).values(look_at=None)
    await session.execute(ended, execution_options=QUIET)


CLOCKWORKS = [Clockwork("grid_tasks.look_again", timedelta(minutes=1), look_again)]
