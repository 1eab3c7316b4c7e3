"""Defining substates: a place's own words, edition by edition."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.ticket_substates import queries
from shequ_api.features.ticket_substates.models import TicketSubstate, TicketSubstateEdition
from shequ_api.features.ticket_substates.schemas import SubstateContent, SubstateDraft
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id

HELD_AT = frozenset({PlaceKind.DISTRICT, PlaceKind.SUBDISTRICT, PlaceKind.COMMUNITY})
MOST = 50
"""Of one state at one place."""


class SubstatePlaceUnfit(Malformed):
    """A substate is that of the place at which its author holds office."""

    code, title = "ticket_substate_place_unfit", "请以社区、街道或区县的身份设置办理进展"


class SubstatesFull(NotNow):
    code, title = "ticket_substates_full", "这个状态下的办理进展已经太多，请先停用不用的"


class SubstateBeforeUnknown(Malformed):
    """Names those that are none, or not of this state here or above."""

    code, title = "ticket_substate_before_unknown", "前一项进展不存在，或不属于同一状态"


class SubstateCodeTaken(NotNow):
    code, title = "ticket_substate_code_taken", "这个状态下已有同样的代码"


class SubstateRetired(NotNow):
    code, title = "ticket_substate_retired", "这项办理进展已停用"


async def define(
    session: AsyncSession,
    actor: Actor,
    place: Place | None,
    draft: SubstateDraft,
    *,
    now: datetime,
) -> TicketSubstate:
    """A substate of the place of the acting posting."""
    if place is None or place.kind not in HELD_AT or place.district_id is None:
        raise SubstatePlaceUnfit
    if (await session.scalar(queries.in_use_at(place.id, draft.state)) or 0) >= MOST:
        raise SubstatesFull
    await _check(session, place, draft.state, draft.after)
    substate = TicketSubstate(
        id=new_id(),
        place_id=place.id,
        district_id=place.district_id,
        made_at=now,
        made_by_id=actor.person_id,
        **draft.model_dump(),
    )
    session.add(substate)
    await _keep(session, substate)
    return substate


async def change(
    session: AsyncSession,
    actor: Actor,
    place: Place,
    substate: TicketSubstate,
    content: SubstateContent,
    *,
    now: datetime,
) -> TicketSubstate:
    """Another edition; what was said by those before keeps their titles."""
    if substate.retired_at is not None:
        raise SubstateRetired
    if substate.id in content.after:
        raise SubstateBeforeUnknown(unknown=[str(substate.id)])
    await _check(session, place, substate.state, content.after)
    for name, value in content.model_dump().items():
        setattr(substate, name, value)
    return await _sign(session, actor, substate, now)


async def retire(
    session: AsyncSession, actor: Actor, substate: TicketSubstate, *, now: datetime
) -> TicketSubstate:
    """Offer it no more; where it stands, it stands. Retired twice is retired once."""
    if substate.retired_at is not None:
        return substate
    substate.retired_at = now
    return await _sign(session, actor, substate, now)


async def _sign(
    session: AsyncSession, actor: Actor, substate: TicketSubstate, now: datetime
) -> TicketSubstate:
    substate.made_at, substate.made_by_id = now, actor.person_id
    await _keep(session, substate)
    return substate


async def _check(session: AsyncSession, place: Place, state: str, before: Sequence[UUID]) -> None:
    above = (place.id, place.subdistrict_id, place.district_id)
    known = set(await session.scalars(queries.of_state(above, state, before)))
    if unknown := [str(each) for each in before if each not in known]:
        raise SubstateBeforeUnknown(unknown=unknown)


async def _keep(session: AsyncSession, substate: TicketSubstate) -> None:
    """The edition that it is now."""
    await session.flush()
    same = ("title", "public_title", "needs_note", "position", "opening", "after")
    session.add(
        TicketSubstateEdition(
            substate_id=substate.id,
            version=substate.version,
            district_id=substate.district_id,
            retired=substate.retired_at is not None,
            made_at=substate.made_at,
            made_by_id=substate.made_by_id,
            **{name: getattr(substate, name) for name in same},
        )
    )
    await session.flush()
