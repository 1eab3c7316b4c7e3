"""Proposals over HTTP, as those see them who work for the household."""

from typing import Annotated
from uuid import UUID

from fastapi import Query

from shequ_api.base.access.actor import in_scope
from shequ_api.base.audit.looks import note_look
from shequ_api.base.files.router import TheShowcase
from shequ_api.base.files.service import own_photos
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.charity_grants import mine_router, queries
from shequ_api.features.charity_grants.doors_router import (
    Approver,
    Confirmer,
    Deliverer,
    ProposalToDecide,
    Proposer,
    Reader,
    Revealer,
    TheProposal,
    locked_in_scope,
    pool_named,
)
from shequ_api.features.charity_grants.models import Proposal
from shequ_api.features.charity_grants.rules import ProposalState
from shequ_api.features.charity_grants.schemas import (
    DeliveryRecord,
    ProposalDraft,
    ProposalReason,
    ProposalReveal,
    ProposalView,
    ProposalWords,
)
from shequ_api.features.charity_grants.service import deciding, delivering
from shequ_api.features.charity_grants.service.proposing import propose
from shequ_api.features.charity_grants.showing import in_clear, proposal_view, shown
from shequ_api.features.register.public import Walled
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Now
from shequ_api.kit.http.route import Router, moves, unkeyed
from shequ_api.kit.pages import Page, ThePaging, page_of

router = Router(tags=["charity_grants"])
router.include_router(mine_router.router)


@router.get("/charity/proposals")
async def list_charity_proposals(
    actor: Reader,
    session: Walled,
    paging: ThePaging,
    state: Annotated[
        ProposalState, Query(description="In which state; those that wait for a first word")
    ] = ProposalState.PROPOSED,
) -> Page[ProposalView]:
    """帮扶提名: The proposals of my scope in one state, oldest first; whom for, masked."""
    lines = queries.proposal_lines(in_scope(actor, Proposal), Proposal.state == state)
    order = [Proposal.proposed_at, Proposal.id]
    rows, cursor = await page_of(session, lines, order, paging, ascending=True)
    return Page(items=[proposal_view(row) for row in rows], next_cursor=cursor)


@router.post("/charity/proposals", status_code=201)
async def propose_charity_grant(
    actor: Proposer, draft: ProposalDraft, session: Walled, now: Now
) -> ProposalView:
    """提名帮扶: Propose that a household of my scope should get something; never my own.

    Two others have to say so before anything is set aside.
    """
    dwelling = await session.get(Place, draft.place_id)
    if (
        dwelling is None
        or dwelling.kind != PlaceKind.DWELLING
        or dwelling.ended_at is not None
        or not actor.covers(dwelling)
    ):
        raise Absent
    proposal = await propose(
        session,
        actor,
        dwelling,
        await pool_named(session, draft.pool_id),
        person_id=draft.person_id,
        form=draft.form,
        need=draft.need,
        use=draft.use,
        points=draft.points,
        photos=await own_photos(session, actor.person_id, draft.photo_ids),
        now=now,
    )
    return await shown(session, proposal)


@router.get("/charity/proposals/{proposal_id}")
async def get_charity_proposal(_: Reader, proposal: TheProposal, session: Walled) -> ProposalView:
    """帮扶提名详情: One proposal, by whom it was decided, and what became of it."""
    return await shown(session, proposal)


@router.post("/charity/proposals/{proposal_id}/reveals")
@unkeyed
async def reveal_charity_proposal(
    actor: Revealer,
    proposal: TheProposal,
    reveal: ProposalReveal,
    session: Walled,
    showcase: TheShowcase,
    now: Now,
) -> ProposalWords:
    """查看帮扶内容: The need, what it is for, and the proofs; the look is logged, and who is helped
    may read it."""
    note_look(
        session,
        actor,
        subject_kind="charity_proposal",
        subject_id=proposal.id,
        person_id=proposal.person_id,
        district_id=proposal.district_id,
        fields=["need", "use", "proof"],
        purpose=reveal.purpose,
        reason=reveal.reason,
        now=now,
    )
    await session.flush()
    return await in_clear(session, showcase, proposal, now)


@router.put("/charity/proposals/{proposal_id}/approval")
async def approve_charity_proposal(
    actor: Approver, proposal: ProposalToDecide, session: Walled, now: Now
) -> ProposalView:
    """初审帮扶: The first word; not of the one who proposed it, nor of the household."""
    return await shown(session, await deciding.approve(session, actor, proposal, now=now))


@router.post("/charity/proposals/{proposal_id}/grant")
@moves
async def confirm_charity_proposal(
    actor: Confirmer, proposal: ProposalToDecide, session: Walled, now: Now
) -> ProposalView:
    """复审帮扶: The second word, of another person: the points are set aside in the pool for thirty
    days, in which they are to be delivered."""
    return await shown(session, await deciding.confirm(session, actor, proposal, now=now))


@router.post("/charity/proposals/{proposal_id}/refusal")
@moves
async def decline_charity_proposal(
    actor: Approver, proposal: ProposalToDecide, why: ProposalReason, session: Walled, now: Now
) -> ProposalView:
    """不予帮扶: Decline, for a reason; what was set aside already is free again."""
    declined = await deciding.decline(session, actor, proposal, reason=why.reason, now=now)
    return await shown(session, declined)


@router.post("/charity/proposals/{proposal_id}/withdrawal")
@moves
async def withdraw_charity_proposal(
    actor: Proposer, proposal: ProposalToDecide, why: ProposalReason, session: Walled, now: Now
) -> ProposalView:
    """撤回提名: Take back what I proposed, until it is delivered."""
    taken = await deciding.withdraw(session, actor, proposal, reason=why.reason, now=now)
    return await shown(session, taken)


@router.put("/charity/deliveries/{delivery_id}")
async def record_charity_delivery(
    delivery_id: UUID, actor: Deliverer, record: DeliveryRecord, session: Walled, now: Now
) -> ProposalView:
    """登记发放: A grant was handed over, with a photo, a signed receipt or a witness; the phone
    makes the id, may send it later, and once it is heard sends it again without harm."""
    proposal = await locked_in_scope(session, actor, record.proposal_id)
    handing = delivering.Handing(
        proof=record.proof,
        handed_at=record.handed_at,
        receiver=record.receiver_name,
        witness=record.witness_name,
        photos=await own_photos(session, actor.person_id, record.photo_ids),
    )
    delivered = await delivering.deliver(session, actor, proposal, delivery_id, handing, now=now)
    return await shown(session, delivered)
