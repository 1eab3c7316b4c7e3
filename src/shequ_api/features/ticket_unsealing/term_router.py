"""How long who filed an anonymous ticket is kept, over HTTP."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.ticket_unsealing.expiring import days_in, set_days
from shequ_api.features.ticket_unsealing.permissions import UnsealingPermission
from shequ_api.features.ticket_unsealing.schemas import SealTerm, SealTermView
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.route import Router

router = Router(tags=["tickets"])
TermSetter = Annotated[Actor, Depends(may(UnsealingPermission.SET_TERM))]


async def district(place_id: UUID, _: AnyActor, session: Session) -> Place:
    """A district."""
    found = await session.get(Place, place_id)
    if found is None or found.ended_at is not None or found.kind != PlaceKind.DISTRICT:
        raise Absent
    return found


async def own_district(place_id: UUID, actor: AnyActor, session: Session) -> Place:
    """The same, in the scope of whoever asks."""
    found = await district(place_id, actor, session)
    if not actor.covers(found):
        raise Absent
    return found


@router.get("/places/{place_id}/ticket-seal-term")
async def get_ticket_seal_term(
    place: Annotated[Place, Depends(district)], _: AnyActor, session: Session
) -> SealTermView:
    """查看匿名身份保存期限: How many days after its end a district keeps, sealed, who filed an
    anonymous ticket; then nobody can find out any more."""
    return SealTermView(days=await days_in(session, place.id))


@router.put("/places/{place_id}/ticket-seal-term")
async def set_ticket_seal_term(
    term: SealTerm,
    place: Annotated[Place, Depends(own_district)],
    actor: TermSetter,
    session: Session,
    now: Now,
) -> SealTermView:
    """设置匿名身份保存期限: From now on, and for tickets that have ended. What is gone does not
    come back."""
    await set_days(session, actor, place.id, term.days, now=now)
    return SealTermView(days=term.days)
