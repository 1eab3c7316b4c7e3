"""What happens to codes when their places end."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction, record
from shequ_api.base.places.events import PlaceEnded
from shequ_api.base.places.following import below
from shequ_api.base.places.models import Place
from shequ_api.features.codes.events import PlaceCodeRevoked
from shequ_api.features.codes.models import CodeState, PlaceCode

REASON = "地点已撤销"


async def revoke_with_place(session: AsyncSession, fact: PlaceEnded, now: datetime) -> None:
    """Revoke the codes of a demolished place and of all that lay in it. May run twice."""
    there = select(PlaceCode).join(Place, Place.id == PlaceCode.place_id)
    standing = there.where(below(Place, [fact.subject_id]), PlaceCode.state != CodeState.REVOKED)
    codes = await session.scalars(standing.order_by(PlaceCode.id).with_for_update(of=PlaceCode))
    for code in codes:
        code.state, code.revoked_at, code.revoked_for = CodeState.REVOKED, now, REASON
        code.revoked_by_id = fact.ended_by_id
        revoked = PlaceCodeRevoked(
            subject_id=code.id,
            district_id=code.district_id,
            place_id=code.place_id,
            actor_id=fact.ended_by_id or code.issued_by_id,
        )
        record(session, revoked, now=now)


REACTIONS = [Reaction("codes.revoke_with_place", PlaceEnded, revoke_with_place)]
