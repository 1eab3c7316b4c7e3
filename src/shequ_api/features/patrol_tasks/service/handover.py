"""What somebody leaves behind: tasks given by name, and those of a grid without a worker."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Person, Posting
from shequ_api.base.people.queries import holds_posting, in_force, live
from shequ_api.base.places.following import below
from shequ_api.base.places.models import Place
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.permissions import PERFORMERS
from shequ_api.features.patrol_tasks.rules import TaskState
from shequ_api.kit.clock import china_date


def _named(person_id: UUID) -> ColumnElement[bool]:
    return and_(PatrolTask.assignee_id == person_id, PatrolTask.state == TaskState.READY)


async def hand_over(
    session: AsyncSession, leaver_id: UUID, successor_id: UUID | None, now: datetime
) -> None:
    """Give what was theirs by name, and no longer can be, to the successor where they may do it;
    else to whoever serves the grid."""
    on = china_date(now)
    shut = exists().where(Person.id == leaver_id, ~live())
    gone = or_(~holds_posting(leaver_id, PERFORMERS, PatrolTask, on=on), shut)
    to: Any = None
    if successor_id is not None:
        open_account = exists().where(Person.id == successor_id, live())
        fits = and_(holds_posting(successor_id, PERFORMERS, PatrolTask, on=on), open_account)
        to = case((fits, successor_id))
    given = update(PatrolTask).where(_named(leaver_id), gone).values(assignee_id=to)
    await session.execute(given, execution_options={"synchronize_session": False})


async def let_go_at(session: AsyncSession, place_id: UUID, now: datetime) -> None:
    """Where a place came to lie in another community: whom nobody knows there, it is not given."""
    assignee: Any = PatrolTask.assignee_id
    holds = holds_posting(assignee, PERFORMERS, PatrolTask, on=china_date(now))
    there = (Place.id == PatrolTask.place_id, below(Place, [place_id]))
    left = (PatrolTask.state == TaskState.READY, PatrolTask.assignee_id.is_not(None), ~holds)
    given = update(PatrolTask).where(*there, *left).values(assignee_id=None)
    await session.execute(given, execution_options={"synchronize_session": False})


def would_hang(posting: Posting, now: datetime) -> Select[int]:
    """How many tasks nobody could do if this posting ended: those of a grid that nobody else
    serves, and those that were given by name."""
    on = china_date(now)
    holds = holds_posting(posting.person_id, PERFORMERS, PatrolTask, on=on, without=posting.id)
    hanging = or_(and_(_named(posting.person_id), ~holds), _alone(posting, now))
    ready = PatrolTask.state == TaskState.READY
    return select(func.count()).select_from(PatrolTask).where(ready, hanging)


def _alone(posting: Posting, now: datetime) -> ColumnElement[bool]:
    if posting.grid_id is None or posting.role not in PERFORMERS:
        return false()
    other = and_(
        Posting.grid_id == posting.grid_id,
        Posting.id != posting.id,
        Posting.role.in_(PERFORMERS),
        in_force(china_date(now)),
    )
    here = or_(
        PatrolTask.micro_grid_id == posting.grid_id,
        and_(PatrolTask.general_grid_id == posting.grid_id, PatrolTask.micro_grid_id.is_(None)),
    )
    return and_(here, ~exists().where(other))


def in_hands(person_id: UUID) -> Select[int]:
    """How many tasks are somebody's by name."""
    return select(func.count()).select_from(PatrolTask).where(_named(person_id))
