"""Filing tickets over HTTP."""

from typing import Annotated, Any

from fastapi import Depends, Response

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import may
from shequ_api.base.files.showing import Showcase
from shequ_api.base.residency.queries import home_community_of
from shequ_api.features.ticket_intake.contents import files_for, is_private, matter_of, text_of
from shequ_api.features.ticket_intake.repeats import reported_already
from shequ_api.features.ticket_intake.schemas import TicketDraft
from shequ_api.features.ticket_intake.whereabouts import (
    note_whereabouts,
    tell_asset,
    whereabouts_of,
)
from shequ_api.features.ticket_limits.public import admit
from shequ_api.features.ticket_services.public import ServiceUnknown, keep_answers
from shequ_api.features.tickets.public import (
    TicketPermission,
    TicketView,
    enter_ticket,
    view_of,
)
from shequ_api.kit.clock import china_date
from shequ_api.kit.http.exchange import Now, Session
from shequ_api.kit.http.parts import part
from shequ_api.kit.http.route import Router

router = Router(tags=["tickets"])
TheShowcase = Annotated[Showcase, Depends(part(Showcase))]
AGAIN: dict[int | str, dict[str, Any]] = {
    200: {"model": TicketView, "description": "This emergency was reported a moment ago"}
}
Filer = Annotated[Actor, Depends(may(TicketPermission.FILE, on_behalf=True))]


@router.post("/tickets", status_code=201, responses=AGAIN)
async def file_ticket(
    draft: TicketDraft,
    actor: Filer,
    session: Session,
    showcase: TheShowcase,
    response: Response,
    now: Now,
) -> TicketView:
    """居民下单: order something from the community, for oneself or, by a mandate, for another.

    Where it belongs is told by the place, the asset or the position; what none of them tells for
    certain waits for the community to say. So does what it is about, where no category is named.
    But for emergencies, so many a day are enough; the same emergency, reported again within
    minutes in the same words, is answered with its ticket.
    """
    matter = await matter_of(session, draft)
    home = home_community_of(actor.concerned_id, china_date(now))
    at = await whereabouts_of(session, draft, await session.scalar(home))
    if matter.service.owner_id not in (None, at.place.district_id):
        raise ServiceUnknown
    if matter.service.emergency:
        same = await reported_already(session, actor, draft, matter, at.place, now=now)
        if same is not None:
            response.status_code = 200
            return await view_of(session, actor, same, showcase, now)
    ticket = enter_ticket(
        session,
        matter.service,
        at.place,
        reporter_id=actor.concerned_id,
        filed_by_id=actor.person_id if actor.on_behalf_of else None,
        text=text_of(draft, matter),
        photos=await files_for(session, actor, draft),
        private=is_private(draft, matter),
        anonymous=draft.anonymous,
        source_kind=draft.channel,
        located=at.columns,
        asset_id=at.asset_id,
        awaits_place=not at.certain,
        awaits_service=not matter.told,
        now=now,
    )
    if not matter.service.emergency:
        await admit(session, actor, at.place, draft.text, now=now)
    note_whereabouts(session, ticket, at, now)
    answered = matter.answered.code
    await keep_answers(session, ticket, answered, matter.version, draft.attributes, now=now)
    await tell_asset(session, ticket, matter.service, now)
    return await view_of(session, actor, ticket, showcase, now)
