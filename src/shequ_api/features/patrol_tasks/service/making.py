"""Making the tasks of the next days, those of many plans in one statement."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Date,
    DateTime,
    Select,
    Uuid,
    and_,
    case,
    column,
    func,
    literal,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.calendar.queries import exceptions_between
from shequ_api.base.events.facts import Fact
from shequ_api.base.events.models import Job
from shequ_api.base.people.models import Person
from shequ_api.base.people.queries import holds_posting
from shequ_api.base.places.located import located_at
from shequ_api.base.places.models import Place
from shequ_api.features.assets.public import not_removed
from shequ_api.features.patrol_plans.public import (
    called_up,
    days_due,
    editions_behind,
    stops,
    window_on,
)
from shequ_api.features.patrol_tasks.models import PatrolTask
from shequ_api.features.patrol_tasks.permissions import PERFORMERS
from shequ_api.features.patrol_tasks.rules import DAYS_AHEAD, TaskState
from shequ_api.kit.clock import china_date

MAKE_TASKS = "patrol_tasks.make_tasks"
AT_ONCE = 50
"""Plans in one job; what is left is another job."""
ONE_DAY = timedelta(days=1)
COPIED = (
    *("plan_id", "edition_id", "point_id", "title", "route_name"),
    *("position", "asset_id", "form_key"),
)
"""What a task takes over from its stop."""


class PlansDue(Fact):
    """Work of this module's own, never announced: `subject_id` is the district."""

    name: ClassVar[str] = "patrol_plans_due"


Due = tuple[UUID, date, datetime, datetime]
"""An edition on one day, with its window."""


def ask_for_tasks(session: AsyncSession, district_id: UUID, now: datetime) -> None:
    """Have the tasks of a district's plans made, behind this transaction. Asking twice is fine."""
    due = PlansDue(subject_id=district_id, district_id=district_id)
    session.add(
        Job(
            name=MAKE_TASKS,
            subject_id=district_id,
            district_id=district_id,
            facts=due.model_dump(mode="json"),
            run_at=now,
        )
    )


async def make_tasks(session: AsyncSession, fact: PlansDue, now: datetime) -> None:
    """Bring some of a district's plans up to date; with more left, ask again.

    A task is made once for each point and day: whatever was done twice, or killed, is done once.
    """
    today = china_date(now)
    until = today + DAYS_AHEAD * ONE_DAY
    behind = await editions_behind(session, fact.subject_id, until, limit=AT_ONCE)
    exceptions = await exceptions_between(session, today, until)
    due = [one for to, edition in behind for one in _due(edition, to, exceptions, now)]
    if due:
        rows = _tasks(due)
        new = insert(PatrolTask).from_select([str(one.key) for one in rows.selected_columns], rows)
        await session.execute(new.on_conflict_do_nothing(index_elements=["point_id", "due_on"]))
    await called_up(session, [edition for _, edition in behind], today, until)
    if len(behind) == AT_ONCE:
        ask_for_tasks(session, fact.subject_id, now)


def _due(
    edition: Any, called_up_to: date | None, exceptions: Mapping[date, str], now: datetime
) -> list[Due]:
    """The days of an edition that have no tasks yet and are not over. Days that went by while no
    worker of ours ran have none: nobody was told to go."""
    today = china_date(now)
    days = days_due(
        edition.recurrence,
        (edition.first_on, edition.last_on),
        (
            max(today, called_up_to + ONE_DAY) if called_up_to else today,
            today + DAYS_AHEAD * ONE_DAY,
        ),
        exceptions,
        skips_holidays=edition.skips_holidays,
    )
    windows = [(day, window_on(day, edition.opens_minute, edition.closes_minute)) for day in days]
    return [(edition.id, day, *window) for day, window in windows if window.closes_at > now]


def _tasks(due: Sequence[Due]) -> Select[*tuple[Any, ...]]:
    """A row of tasks for each point that stands, on each of these days."""
    editions, days, opens, closes = (list(each) for each in zip(*due, strict=True))
    instants = ARRAY(DateTime(timezone=True))
    columns = (
        column("edition_id", Uuid()),
        column("due_on", Date()),
        column("opens_at", DateTime(timezone=True)),
        column("closes_at", DateTime(timezone=True)),
    )
    arrays = (
        literal(editions, ARRAY(Uuid())),
        literal(days, ARRAY(Date())),
        literal(opens, instants),
        literal(closes, instants),
    )
    on = func.unnest(*arrays).table_valued(*columns, name="due").render_derived()
    # A person named by an account that has been merged since is the one that was kept.
    named: Any = func.coalesce(Person.merged_into_id, Person.id)
    day: Any = on.c.due_on
    serves = and_(Person.disabled_at.is_(None), holds_posting(named, PERFORMERS, Place, on=day))
    place: Any = Place
    stop = stops().subquery()
    return (
        select(
            func.gen_random_uuid().label("id"),
            *(each.label(name) for name, each in located_at(place).items()),
            *(stop.c[name] for name in COPIED),
            on.c.due_on,
            on.c.opens_at,
            on.c.closes_at,
            case((serves, named)).label("assignee_id"),
            literal(TaskState.READY.value).label("state"),
        )
        .select_from(on)
        .join(stop, stop.c.edition_id == on.c.edition_id)
        .join(Place, Place.id == stop.c.place_id)
        .outerjoin(Person, Person.id == stop.c.worker_id)
        .where(Place.ended_at.is_(None), Place.community_id == stop.c.community_id)
        .where(or_(stop.c.asset_id.is_(None), not_removed(stop.c.asset_id)))
    )
