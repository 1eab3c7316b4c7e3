"""Who tells the same at the same moment tells it once."""

import asyncio
from itertools import pairwise
from uuid import UUID

from sqlalchemy import func, select

from shequ_api.base.places.models import Place
from shequ_api.features.open_affairs.models import Disclosure, DisclosureEdition
from shequ_api.features.open_affairs.public import Told, disclose
from shequ_api.kit.clock import utc_now
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.ids import new_id
from tests.cast import HOME, Cast


async def test_told_by_several_at_once(open_parts: Parts) -> None:
    cast, sessions = await Cast.found(open_parts), open_parts.get(Database).sessions
    subject_id = new_id()

    async def tell(text: str) -> UUID:
        async with sessions() as session, session.begin():
            place = await session.get_one(Place, cast.places[HOME])
            told = Told(
                origin="charity_disclosures",
                subject_id=subject_id,
                category="charity",
                title="结项公示",
                text=text,
                answered_by="社区",
            )
            return await disclose(session, place, told, now=utc_now())

    made = await asyncio.gather(*(tell(text) for text in ("同", "同", "同", "异")))
    assert len(set(made)) == 1
    async with sessions() as session:
        rows = select(func.count()).where(Disclosure.subject_id == subject_id)
        assert await session.scalar(rows) == 1
        kept = select(DisclosureEdition.text).where(DisclosureEdition.disclosure_id == made[0])
        said = (await session.scalars(kept.order_by(DisclosureEdition.number))).all()
    # In whatever order they came, no edition says what the one before it said.
    assert {*said} == {"同", "异"} and all(a != b for a, b in pairwise(said))
