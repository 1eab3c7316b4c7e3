"""Saying that somebody asks work of a grid that nobody admitted."""

from datetime import date, datetime

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Grid
from shequ_api.features.unadmitted_requests.models import UnadmittedRequest
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Fault, Malformed
from shequ_api.kit.ids import new_id


class AskedOnUnfit(Malformed):
    code, title = "asked_on_unfit", "日期不能晚于今天"


async def report(
    session: AsyncSession,
    actor: Actor,
    grid: Grid,
    *,
    asked_by: str,
    content: str,
    asked_on: date,
    now: datetime,
) -> UnadmittedRequest:
    """Put it on the list of what was asked past the gate."""
    if asked_on > china_date(now):
        fault = Fault("/asked_on", AskedOnUnfit.code, AskedOnUnfit.title)
        raise AskedOnUnfit(errors=(fault,))
    made = UnadmittedRequest(
        id=new_id(),
        city_id=grid.city_id,
        district_id=grid.district_id,
        subdistrict_id=grid.subdistrict_id,
        community_id=grid.community_id,
        general_grid_id=grid.general_grid_id,
        micro_grid_id=grid.micro_grid_id,
        place_id=grid.community_id,
        made_grid_id=grid.micro_grid_id,
        asked_by=asked_by,
        content=content,
        asked_on=asked_on,
        reported_by_id=actor.person_id,
        reported_at=now,
    )
    session.add(made)
    await session.flush()
    return made
