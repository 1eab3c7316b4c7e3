"""What visits do when forms come in, and places go."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.events import PlaceEnded
from shequ_api.base.places.following import below
from shequ_api.base.places.models import Place
from shequ_api.features.patrols.events import InspectionReceived
from shequ_api.features.patrols.public import visit_of
from shequ_api.features.visits.models import Visit
from shequ_api.features.visits.rules import VisitState
from shequ_api.features.visits.service.linking import link_by_place
from shequ_api.features.visits.service.planning import cancel


async def link_form(session: AsyncSession, fact: InspectionReceived, _: datetime) -> None:
    """What a worker filled in at a visit belongs to it."""
    filled = await visit_of(session, fact.subject_id)
    if filled is not None:
        await link_by_place(session, fact.subject_id, filled)


async def cancel_at(session: AsyncSession, fact: PlaceEnded, now: datetime) -> None:
    """Nobody goes where nothing stands any more."""
    gone = select(Place.id).where(below(Place, [fact.subject_id]))
    planned = (Visit.place_id.in_(gone), Visit.state == VisitState.PLANNED)
    found = select(Visit).where(*planned).order_by(Visit.id).with_for_update()
    for visit in await session.scalars(found):
        cancel(session, fact.ended_by_id, visit, note=None, now=now)


REACTIONS = [
    Reaction("visits.link_form", InspectionReceived, link_form),
    Reaction("visits.cancel_at", PlaceEnded, cancel_at),
]
