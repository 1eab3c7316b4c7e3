"""How long hazards of a level may take in a district."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.features.hazards.public import Deadline, HazardDeadline
from shequ_api.features.inspection_forms.public import HazardLevel


async def set_deadline(
    session: AsyncSession,
    actor: Actor,
    district_id: UUID,
    level: HazardLevel,
    deadline: Deadline,
    *,
    now: datetime,
) -> None:
    """Give the district's hazards of a level other days, from now on; what is due stays due."""
    said = {**deadline._asdict(), "set_by_id": actor.person_id, "set_at": now}
    row = insert(HazardDeadline).values(district_id=district_id, level=level.value, **said)
    await session.execute(
        row.on_conflict_do_update(index_elements=["district_id", "level"], set_=said)
    )
