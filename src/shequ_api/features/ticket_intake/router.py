"""Filing tickets over HTTP."""

from typing import Annotated

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.files.service import own_photos
from shequ_api.base.files.showing import Showcase
from shequ_api.base.residency.queries import home_community_of
from shequ_api.features.ticket_intake.schemas import TicketDraft
from shequ_api.features.ticket_intake.whereabouts import (
    note_whereabouts,
    tell_asset,
    whereabouts_of,
)
from shequ_api.features.tickets.public import (
    Service,
    TicketPermission,
    TicketView,
    enter_ticket,
    view_of,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router

router = Router(tags=["tickets"])
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
Filer = Annotated[Actor, Depends(may(TicketPermission.FILE, on_behalf=True))]


class ServiceUnknown(Malformed):
    code, title = "service_unknown", "没有这个诉求分类"


@router.post("/tickets", status_code=201)
async def file_ticket(
    draft: TicketDraft, actor: Filer, session: Session, showcase: TheShowcase, now: Now
) -> TicketView:
    """居民下单: order something from the community, for oneself or, by a mandate, for another.

    Where it belongs is told by the place, the asset or the position; what none of them tells for
    certain waits for the community to say.
    """
    category = await session.get(Service, draft.service_code)
    if category is None or category.retired_at is not None:
        raise ServiceUnknown
    home = home_community_of(actor.concerned_id, china_date(now))
    at = await whereabouts_of(session, draft, await session.scalar(home))
    ticket = enter_ticket(
        session,
        category,
        at.place,
        reporter_id=actor.concerned_id,
        filed_by_id=actor.person_id if actor.on_behalf_of else None,
        text=draft.text,
        photos=await own_photos(session, actor.person_id, draft.photo_ids),
        private=draft.private,
        source_kind=draft.channel,
        located=at.columns,
        asset_id=at.asset_id,
        awaits_place=not at.certain,
        now=now,
    )
    note_whereabouts(session, ticket, at, now)
    await tell_asset(session, ticket, category, now)
    return await view_of(session, actor, ticket, showcase, now)
