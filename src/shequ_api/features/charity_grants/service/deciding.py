"""Two words of two people, by which points are held; and the other ends of a proposal.

Each function takes a proposal that is locked: of two who decide at once, one finds it decided.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.humans import humans
from shequ_api.blocks.ledger import holds
from shequ_api.blocks.ledger.models import Account, Ledger
from shequ_api.blocks.ledger.service import open_account
from shequ_api.features.charity.public import Pool, PoolOver
from shequ_api.features.charity_grants import queries
from shequ_api.features.charity_grants.events import GrantEnded, GrantHeld
from shequ_api.features.charity_grants.models import Proposal
from shequ_api.features.charity_grants.rules import (
    DELIVERED_WITHIN,
    OPEN,
    GrantForm,
    ProposalState,
    held_until,
)
from shequ_api.features.charity_grants.sealing import seal
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, NotNow


class ProposalNotThere(NotNow):
    """Facts: `state`, in which it is by now."""

    code, title = "proposal_not_there", "提名已经不在这一步"


class OwnProposal(Forbidden):
    code, title = "own_proposal", "提名人不能审核自己的提名"


class OwnHousehold(Forbidden):
    code, title = "own_household", "不能审核或经办本人或本户的帮扶"


class SameWordTwice(Forbidden):
    code, title = "same_word_twice", "复审须由另一位工作人员作出"


class NotYourProposal(Forbidden):
    code, title = "not_your_proposal", "只有提名人可以撤回提名"


async def approve(
    session: AsyncSession, actor: Actor, proposal: Proposal, *, now: datetime
) -> Proposal:
    """The first word."""
    await _refuse_involved(session, actor, proposal, now=now)
    who = await _who(session, actor, proposal)
    if who.proposer == who.actor:
        raise OwnProposal
    _refuse_unless(proposal, ProposalState.PROPOSED)
    proposal.state = ProposalState.APPROVED
    proposal.approved_by_id, proposal.approved_at = actor.person_id, now
    return proposal


async def confirm(
    session: AsyncSession, actor: Actor, proposal: Proposal, *, now: datetime
) -> Proposal:
    """The second word, by another: the points are held in the pool until the grant is delivered.

    What the pool has not is refused with the ledger's `BalanceTooLow`.
    """
    await _refuse_involved(session, actor, proposal, now=now)
    who = await _who(session, actor, proposal)
    if who.proposer == who.actor:
        raise OwnProposal
    if who.first is not None and who.first in (who.actor, who.proposer):
        raise SameWordTwice
    _refuse_unless(proposal, ProposalState.APPROVED)
    pool = await session.get_one(Pool, proposal.pool_id)
    if pool.closed_at is not None:
        raise PoolOver
    until = now + DELIVERED_WITHIN
    receiver = await _receiver(session, proposal, now=now)
    held = GrantHeld(**facts_of(proposal))
    record(session, held, now=now)
    placed = await holds.hold(
        session,
        key=f"charity_grant/{proposal.id}",
        debit_account_id=pool.account_id,
        credit_account_id=receiver.id,
        amount=proposal.points,
        expires_at=held_until(until),
        now=now,
    )
    proposal.state, proposal.hold_id, proposal.deliver_until = (
        ProposalState.GRANTED,
        placed.id,
        until,
    )
    proposal.confirmed_by_id, proposal.confirmed_at = actor.person_id, now
    return proposal


async def _receiver(session: AsyncSession, proposal: Proposal, *, now: datetime) -> Account:
    """Where a pool's points go: on their way to cards, or spent on goods and services."""
    kind = "charity_cards" if proposal.form == GrantForm.POINTS else "charity_in_kind"
    return await open_account(
        session,
        ledger=Ledger.POINTS,
        owner_key=f"{kind}/{proposal.pool_id}",
        kind=kind,
        district_id=proposal.district_id,
        floor=0,
        now=now,
    )


async def decline(
    session: AsyncSession, actor: Actor, proposal: Proposal, *, reason: str, now: datetime
) -> Proposal:
    """Say no, for a reason; what was held already is free again."""
    await _refuse_involved(session, actor, proposal, now=now)
    return await _end(session, actor, proposal, ProposalState.DECLINED, reason=reason, now=now)


async def withdraw(
    session: AsyncSession, actor: Actor, proposal: Proposal, *, reason: str, now: datetime
) -> Proposal:
    """Take one's own proposal back, for a reason."""
    who = await _who(session, actor, proposal)
    if who.proposer != who.actor:
        raise NotYourProposal
    return await _end(session, actor, proposal, ProposalState.WITHDRAWN, reason=reason, now=now)


async def _end(
    session: AsyncSession,
    actor: Actor,
    proposal: Proposal,
    state: ProposalState,
    *,
    reason: str,
    now: datetime,
) -> Proposal:
    _refuse_unless(proposal, *OPEN)
    held = proposal.hold_id if proposal.state == ProposalState.GRANTED else None
    proposal.state, proposal.closed_at, proposal.closed_by_id = state, now, actor.person_id
    proposal.reason_sealed = seal(session, proposal.id, "reason", {"reason": reason})
    if held is not None:
        record(session, GrantEnded(**facts_of(proposal), state=state), now=now)
        await holds.void(session, hold_id=held, now=now)
    return proposal


@dataclass(frozen=True, slots=True)
class _Who:
    """The people behind the accounts: of two that are merged there is one, whatever was signed."""

    actor: UUID
    proposer: UUID | None
    first: UUID | None


async def _who(session: AsyncSession, actor: Actor, proposal: Proposal) -> _Who:
    signed = (actor.person_id, proposal.proposed_by_id, proposal.approved_by_id)
    known = await humans(session, {each for each in signed if each is not None})
    one, proposer, first = (known.get(each) if each else None for each in signed)
    return _Who(one or actor.person_id, proposer, first)


async def is_involved(
    session: AsyncSession, actor: Actor, proposal: Proposal, *, now: datetime
) -> bool:
    """Whether the actor is who is helped, or lives with them."""
    home = queries.lives_at(actor.person_id, proposal.place_id, china_date(now))
    return proposal.person_id == actor.person_id or bool(await session.scalar(home))


async def _refuse_involved(
    session: AsyncSession, actor: Actor, proposal: Proposal, *, now: datetime
) -> None:
    if await is_involved(session, actor, proposal, now=now):
        raise OwnHousehold


def _refuse_unless(proposal: Proposal, *states: ProposalState) -> None:
    if proposal.state not in states:
        raise ProposalNotThere(state=proposal.state)


def facts_of(proposal: Proposal) -> dict[str, Any]:
    """What a fact of a proposal tells."""
    return {
        "subject_id": proposal.id,
        "district_id": proposal.district_id,
        "community_id": proposal.community_id,
        "pool_id": proposal.pool_id,
        "points": proposal.points,
    }
