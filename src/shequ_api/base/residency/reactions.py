"""What residency does when it hears of facts below it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.events import PlaceEnded
from shequ_api.base.places.models import Place
from shequ_api.base.residency.models import Residency, ResidencyState
from shequ_api.base.residency.rules import last_day_after
from shequ_api.base.residency.service import close
from shequ_api.kit.clock import china_date


async def empty_ended_place(session: AsyncSession, fact: PlaceEnded, now: datetime) -> None:
    """Nobody lives in what was demolished, and claims to it are answered."""
    ended = select(Place.path).where(Place.id == fact.subject_id).scalar_subquery()
    here = (
        select(Residency)
        .join(Place, Place.id == Residency.place_id)
        .where(Place.path.op("<@")(ended), Residency.ends_on.is_(None))
        .order_by(Residency.id)
        .with_for_update(of=Residency)
    )
    for residency in await session.scalars(here):
        close(
            session,
            residency,
            ResidencyState.PLACE_ENDED,
            by_id=fact.ended_by_id,
            reason=None,
            ends_on=last_day_after(residency.starts_on, china_date(now)),
            now=now,
        )


REACTIONS = [Reaction("residency.empty_ended_place", PlaceEnded, empty_ended_place)]
