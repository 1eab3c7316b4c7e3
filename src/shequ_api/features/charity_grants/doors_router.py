"""Who comes in, and what they find behind the walls. The right stands before the loader: whoever
has none is told so, whether or not there is such a proposal."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import AnyActor, may
from shequ_api.features.charity.public import Pool
from shequ_api.features.charity_grants import queries
from shequ_api.features.charity_grants.models import Proposal
from shequ_api.features.charity_grants.permissions import GrantPermission
from shequ_api.features.register.public import Walled
from shequ_api.kit.errors import Absent
from shequ_api.kit.http.exchange import Session

Proposer = Annotated[Actor, Depends(may(GrantPermission.PROPOSE))]
Reader = Annotated[Actor, Depends(may(GrantPermission.VIEW))]
Revealer = Annotated[Actor, Depends(may(GrantPermission.REVEAL))]
Approver = Annotated[Actor, Depends(may(GrantPermission.APPROVE))]
Confirmer = Annotated[Actor, Depends(may(GrantPermission.CONFIRM))]
Deliverer = Annotated[Actor, Depends(may(GrantPermission.DELIVER))]
Receiver = Annotated[Actor, Depends(may(GrantPermission.RECEIVE))]


async def locked_in_scope(session: Session, actor: Actor, proposal_id: UUID) -> Proposal:
    """A proposal inside the actor's scope, locked: what is decided is decided once."""
    found = queries.proposal_in_scope(actor, proposal_id)
    fresh = found.with_for_update().execution_options(populate_existing=True)
    proposal = await session.scalar(fresh)
    if proposal is None:
        raise Absent
    return proposal


async def proposal_in_scope(proposal_id: UUID, actor: AnyActor, session: Walled) -> Proposal:
    """A proposal inside the actor's scope."""
    proposal = await session.scalar(queries.proposal_in_scope(actor, proposal_id))
    if proposal is None:
        raise Absent
    return proposal


async def proposal_to_decide(proposal_id: UUID, actor: AnyActor, session: Walled) -> Proposal:
    """A proposal inside the actor's scope, locked."""
    return await locked_in_scope(session, actor, proposal_id)


async def pool_named(session: Session, pool_id: UUID) -> Pool:
    """A pool that a draft names. Pools are known to everybody."""
    pool = await session.get(Pool, pool_id)
    if pool is None:
        raise Absent
    return pool


TheProposal = Annotated[Proposal, Depends(proposal_in_scope)]
ProposalToDecide = Annotated[Proposal, Depends(proposal_to_decide)]
