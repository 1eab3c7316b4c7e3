"""What somebody is granted themself, over HTTP: behind their own wall."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.policies import AnyActor
from shequ_api.base.access.walls import enter_district, enter_person
from shequ_api.features.charity_grants import queries
from shequ_api.features.charity_grants.doors_router import Receiver
from shequ_api.features.charity_grants.models import Proposal
from shequ_api.features.charity_grants.schemas import MyGrant
from shequ_api.features.charity_grants.service.delivering import accept
from shequ_api.features.charity_grants.showing import my_grant
from shequ_api.features.register.public import Own
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now
from shequ_api.kit.http.route import Router, moves
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["charity_grants"])


async def own_grant(proposal_id: UUID, actor: AnyActor, session: Own) -> Proposal:
    """What two people have granted to the actor, locked. It is found behind the actor's own wall,
    through which nothing can be changed: only then the district's is entered."""
    mine = (Proposal.id == proposal_id, Proposal.person_id == actor.person_id)
    found = queries.grants_to(actor.person_id).where(*mine).with_only_columns(Proposal.district_id)
    district_id = await session.scalar(found)
    if district_id is None:
        raise Absent
    await enter_district(session, district_id)
    return await session.get_one(
        Proposal, proposal_id, populate_existing=True, with_for_update=True
    )


OwnGrant = Annotated[Proposal, Depends(own_grant)]


@router.get("/me/charity-grants")
async def list_my_charity_grants(actor: Receiver, session: Own, paging: ThePaging) -> Page[MyGrant]:
    """我的帮扶: What was granted to me, newest first. Nobody else is told."""
    lines, order = queries.grants_to(actor.person_id), [Proposal.proposed_at, Proposal.id]
    rows, cursor = await page_of(session, lines, order, paging)
    return Page(items=[my_grant(row) for row in rows], next_cursor=cursor)


@router.post("/me/charity-grants/{proposal_id}/acceptance")
@moves
async def accept_charity_grant(
    actor: Receiver, proposal: OwnGrant, session: Own, now: Now
) -> MyGrant:
    """确认领取帮扶: Take the points that were granted to me; they come onto my card at once."""
    await accept(session, actor, proposal, now=now)
    await session.flush()
    await enter_person(session, actor.person_id)
    found = await session.execute(
        queries.grants_to(actor.person_id).where(Proposal.id == proposal.id)
    )
    return my_grant(dict(found.mappings().one()))
