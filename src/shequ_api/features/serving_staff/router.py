"""Who serves a place, over HTTP; and what whoever serves shows of themselves."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import PerhapsActor, may
from shequ_api.base.files.service import own_photos
from shequ_api.base.files.showing import Showcase
from shequ_api.base.places.models import Place
from shequ_api.features.five_codes.public import viewer_of
from shequ_api.features.serving_staff import queries, service
from shequ_api.features.serving_staff.permissions import ServingPermission
from shequ_api.features.serving_staff.schemas import (
    ServiceCardDraft,
    ServiceCardView,
    ServingStaffLine,
)
from shequ_api.features.serving_staff.showing import line, own_card
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router

router = Router(tags=["serving_staff"])
Owner = Annotated[Actor, Depends(may(ServingPermission.SHOW))]
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]


@router.get("/places/{place_id}/serving-staff")
async def list_serving_staff(
    place_id: UUID, actor: PerhapsActor, session: Session, showcase: TheShowcase, now: Now
) -> list[ServingStaffLine]:
    """谁为我服务: Who serves a place today, by their postings, the nearest first (50 at most).
    Names are masked, and numbers and photos absent, but for what somebody agreed to show to whoever
    looks: residents of the compound see more than strangers."""
    place = await session.get(Place, place_id)
    if place is None or place.ended_at is not None:
        raise Absent
    on = china_date(now)
    viewer = await viewer_of(session, actor, place, now=now)
    rows = (await session.execute(queries.serving_lines(place, on))).mappings()
    return [line(session, row, viewer, showcase, now) for row in rows]


@router.get("/me/service-card")
async def get_my_service_card(
    actor: Owner, session: Session, showcase: TheShowcase, now: Now
) -> ServiceCardView:
    """我的服务名片: What I show of myself where I serve, and the text that I agree to."""
    card = await session.scalar(queries.card_of(actor.person_id))
    return await own_card(session, card, showcase, now)


@router.put("/me/service-card")
async def show_my_service_card(
    draft: ServiceCardDraft, actor: Owner, session: Session, showcase: TheShowcase, now: Now
) -> ServiceCardView:
    """公开我的服务名片: I agree to show just this from now on; what I say no more is deleted."""
    wanted = [draft.photo_id] if draft.photo_id else []
    photos = await own_photos(session, actor.person_id, wanted)
    photo = photos[0] if photos else None
    card = await service.show(session, actor.person_id, draft, photo=photo, now=now)
    return await own_card(session, card, showcase, now)


@router.delete("/me/service-card")
async def withdraw_my_service_card(
    actor: Owner, session: Session, showcase: TheShowcase, now: Now
) -> ServiceCardView:
    """撤回我的服务名片: Nothing of me is shown any more but a masked name; number and photo are
    deleted at once."""
    card = await service.take_back(session, actor.person_id, now=now)
    return await own_card(session, card, showcase, now)
