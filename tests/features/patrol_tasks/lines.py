"""Some of each, for lists: plans with tasks of today, and places that nobody has visited."""

from collections.abc import Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.coverage.service import take_up
from shequ_api.features.patrol_tasks.service.making import PlansDue, make_tasks
from shequ_api.kit.clock import utc_now
from tests.features.patrol_plans.planned import Plans


async def walked(plans: Plans, session: AsyncSession, buildings: Sequence[str]) -> None:
    """Two plans for each of these buildings and for a door of the first."""
    for code in (*buildings, *buildings):
        await plans.running(code, f"{buildings[0]}-u1-d101")
    due = PlansDue(subject_id=plans.cast.places["510108000000"])
    await make_tasks(session, due, utc_now())
    await take_up(session, utc_now())
