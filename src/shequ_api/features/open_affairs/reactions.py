"""Disclosures of a compound go with it into another community."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.places.events import PlaceMoved
from shequ_api.base.places.models import Place
from shequ_api.features.open_affairs.models import Disclosure
from shequ_api.kit.repointing import QUIET


async def go_along(session: AsyncSession, fact: PlaceMoved, _: datetime) -> None:
    """The office that answers for the place now sees what it disclosed before."""
    where = select(Place.subdistrict_id, Place.community_id).where(Place.id == fact.subject_id)
    now_in = (await session.execute(where)).one()
    theirs = update(Disclosure).where(Disclosure.compound_id == fact.subject_id)
    await session.execute(theirs.values(now_in._asdict()), execution_options=QUIET)


REACTIONS = [Reaction("open_affairs.go_along", PlaceMoved, go_along)]
