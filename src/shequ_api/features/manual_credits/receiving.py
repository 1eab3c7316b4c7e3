"""Whose card is meant: by its number, or by somebody's id whom the actor's scope knows."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.accounts import is_in_scope
from shequ_api.base.people.models import Person
from shequ_api.base.people.queries import survivor_of
from shequ_api.base.registry import Registry
from shequ_api.features.points.public import PointsCard
from shequ_api.kit.errors import Absent, Malformed


class OneReceiverNeeded(Malformed):
    code, title = "one_receiver_needed", "请填写卡号，或选择一位居民，二者填一项"


class ReceiverUnknown(Absent):
    """No such card in the district, or nobody whom the community has to do with."""

    code, title = "receiver_unknown", "没有找到领取人"


async def receiver_of(
    session: AsyncSession,
    registry: Registry,
    actor: Actor,
    *,
    district_id: UUID | None,
    card_number: str | None,
    person_id: UUID | None,
) -> Person:
    """The person, under the account that they have now."""
    if (card_number is None) == (person_id is None):
        raise OneReceiverNeeded
    if card_number is not None:
        holder = select(PointsCard.person_id).where(
            PointsCard.number == card_number, PointsCard.district_id == district_id
        )
        found: UUID | None = await session.scalar(holder)
    else:
        found = person_id
        if found is not None and not await is_in_scope(session, registry, actor, found):
            found = None
    if found is None:
        raise ReceiverUnknown
    return await session.get_one(Person, await survivor_of(session, found))
