"""Setting how long tickets may take, and when offices are open: editions, each after the other."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.ticket_clocks.public import EVERY, OfficeHours, SlaPolicy, ask_at
from shequ_api.features.tickets.public import Service
from shequ_api.kit.errors import Absent, Forbidden, NotNow

Content = Mapping[str, Any]


class PolicyIsAnothers(Forbidden):
    """A city sets its own; a district its own and those of its communities."""

    code, title = "sla_policy_is_anothers", "只能制定本市、本区或本区社区的时限规则"


class PolicyJustChanged(NotNow):
    """Two set one at the same moment; the other was first."""

    code, title = "sla_policy_just_changed", "规则刚刚被他人修改，请查看后再试"


class HoursJustChanged(NotNow):
    """The same of hours."""

    code, title = "office_hours_just_changed", "办公时间刚刚被他人修改，请查看后再试"


def refuse_another(actor: Actor, place: Place, kinds: frozenset[PlaceKind]) -> None:
    """Raises `PolicyIsAnothers`."""
    above = place.district_id if place.kind == PlaceKind.COMMUNITY else place.id
    own = actor.serves_at(place.id) or actor.serves_at(above)
    if not own or place.kind not in kinds:
        raise PolicyIsAnothers


async def refuse_unknown(session: AsyncSession, category: str) -> None:
    """A policy is for all, or for a category that there is. Raises `Absent`."""
    if category == EVERY:
        return
    known = select(Service.code).where(Service.code == category)
    if await session.scalar(known) is None:
        raise Absent


async def newest_policy(session: AsyncSession, place_id: UUID, category: str) -> SlaPolicy | None:
    """The last edition that a place set itself."""
    own = select(SlaPolicy).where(SlaPolicy.place_id == place_id, SlaPolicy.category == category)
    return await session.scalar(own.order_by(SlaPolicy.version.desc()).limit(1))


async def newest_hours(session: AsyncSession, place_id: UUID) -> OfficeHours | None:
    """The same of hours."""
    own = select(OfficeHours).where(OfficeHours.place_id == place_id)
    return await session.scalar(own.order_by(OfficeHours.version.desc()).limit(1))


async def set_policy(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    category: str,
    content: Content | None,
    *,
    version: int,
    now: datetime,
) -> None:
    """The edition after `version`; `content` None: as those above have it. All open tickets that
    it concerns are reckoned anew, soon."""
    key = {"place_id": place.id, "category": category, "version": version + 1}
    session.add(SlaPolicy(**key, content=content, set_at=now, set_by_id=actor.person_id))
    await session.flush()
    await ask_at(session, place, now)


async def set_hours(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    content: Content | None,
    *,
    version: int,
    now: datetime,
) -> None:
    """The same of office hours. The whole of each open clock is counted by the new ones."""
    key = {"place_id": place.id, "version": version + 1}
    session.add(OfficeHours(**key, content=content, set_at=now, set_by_id=actor.person_id))
    await session.flush()
    await ask_at(session, place, now)
