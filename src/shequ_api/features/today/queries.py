"""The reads of the day: all kinds of work in one statement."""

from collections import defaultdict
from collections.abc import Mapping, Sequence

from sqlalchemy import literal_column, select, union_all
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.walls import enter_scope, leave_walls
from shequ_api.base.day_work import Day, DayWork, WorkLine
from shequ_api.features.today.rules import READ_AT_MOST


async def lines_of(
    session: AsyncSession, actor: Actor, kinds: Sequence[DayWork], day: Day
) -> Mapping[str, list[WorkLine]]:
    """Key of a kind → its lines, a hundred at most of each. One statement; two more where the
    walls are entered."""
    if not kinds:
        return {}
    walls = {kind.permission for kind in kinds if kind.walled}
    for permission in walls:
        await enter_scope(session, actor, permission)
    # Each kind ends its own scan; nothing is sorted as a whole.
    parts = [
        select(
            literal_column(f"'{kind.key}'").label("key"),
            kind.lines(actor, day).limit(READ_AT_MOST).subquery(),
        )
        for kind in kinds
    ]
    groups: dict[str, list[WorkLine]] = defaultdict(list)
    names = WorkLine._fields
    whole = union_all(*parts).subquery("work")
    for row in await session.execute(select(*(whole.c[name] for name in names))):
        groups[row.key].append(WorkLine(*row))
    if walls:
        await leave_walls(session)
    return groups
