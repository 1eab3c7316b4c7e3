"""Handing over what was granted, with proof, once; and what nobody handed over in time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.walls import enter_district, leave_walls
from shequ_api.base.events.facts import record
from shequ_api.base.files.models import File
from shequ_api.blocks.ledger import holds
from shequ_api.blocks.ledger.locks import lock_accounts
from shequ_api.blocks.ledger.models import Hold
from shequ_api.features.charity.public import locked_pool, note_grant
from shequ_api.features.charity_grants import queries
from shequ_api.features.charity_grants.events import GrantDelivered, GrantEnded
from shequ_api.features.charity_grants.models import Proposal
from shequ_api.features.charity_grants.rules import (
    DeliveryProof,
    GrantForm,
    ProposalState,
    handed_in_time,
)
from shequ_api.features.charity_grants.sealing import opened, seal
from shequ_api.features.charity_grants.service.deciding import (
    ProposalNotThere,
    facts_of,
    is_involved,
)
from shequ_api.features.charity_grants.service.proposing import keep_photos
from shequ_api.features.points.public import credit_card, open_card
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id

A_ROUND = 200
ABOUT = "charity_grant"
PUBLIC_REASON, CARD_REASON = "帮扶一户家庭", "社区公益帮扶"
"""As everybody reads it in the pool's open ledger, and one alone on their card."""


class DeliveryDiffers(NotNow):
    code, title = "delivery_differs", "这次发放已经登记，内容与这次提交的不同"


class HandedOutOfTime(Malformed):
    code, title = "handed_out_of_time", "发放时间须在批准之后、期限之内，且不晚于现在"


class HandToYourOwn(NotNow):
    code, title = "hand_to_your_own", "不能经办本人或本户的帮扶，请由其他同事发放"


class NotForACard(NotNow):
    code, title = "not_for_a_card", "实物和服务由工作人员当面发放"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handing:
    """What was seen when something was handed over."""

    proof: DeliveryProof
    handed_at: datetime
    receiver: str | None
    witness: str | None
    photos: Sequence[File]

    def words(self) -> dict[str, Any]:
        return {
            "receiver": self.receiver,
            "witness": self.witness,
            "photos": [str(photo.id) for photo in self.photos],
        }


async def deliver(
    session: AsyncSession,
    actor: Actor,
    proposal: Proposal,
    delivery_id: UUID,
    handing: Handing,
    *,
    now: datetime,
) -> Proposal:
    """A worker has handed it over. The same record again changes nothing."""
    if await is_involved(session, actor, proposal, now=now):
        raise HandToYourOwn
    if proposal.delivery_id is not None:
        _refuse_another(session, actor, proposal, delivery_id, handing)
        return proposal
    _refuse_unless_granted(proposal)
    assert proposal.confirmed_at is not None and proposal.deliver_until is not None
    if not handed_in_time(
        handing.handed_at,
        granted_at=proposal.confirmed_at,
        deliver_until=proposal.deliver_until,
        now=now,
    ):
        raise HandedOutOfTime
    keep_photos(session, proposal, handing.photos, of_delivery=True)
    proposal.handed_by_id, proposal.handed_at = actor.person_id, handing.handed_at
    proposal.proven_sealed = seal(session, proposal.id, "proven", handing.words())
    await _post(session, proposal, delivery_id, handing.proof, actor, now=now)
    return proposal


async def accept(
    session: AsyncSession, actor: Actor, proposal: Proposal, *, now: datetime
) -> Proposal:
    """The one whose card it goes to takes it themself; a second time changes nothing."""
    if proposal.form != GrantForm.POINTS:
        raise NotForACard
    if proposal.state == ProposalState.DELIVERED:
        return proposal
    _refuse_unless_granted(proposal)
    proposal.handed_at = now
    await _post(session, proposal, new_id(), DeliveryProof.ACCEPTANCE, actor, now=now)
    return proposal


async def _post(
    session: AsyncSession,
    proposal: Proposal,
    delivery_id: UUID,
    proof: DeliveryProof,
    actor: Actor,
    *,
    now: datetime,
) -> None:
    """The points leave the pool, and are on the card at once, where they are for one."""
    proposal.state, proposal.delivery_id, proposal.proof = (
        ProposalState.DELIVERED,
        delivery_id,
        proof,
    )
    proposal.closed_at, proposal.closed_by_id = now, actor.person_id
    record(session, GrantDelivered(**facts_of(proposal), form=proposal.form), now=now)
    pool = await locked_pool(session, proposal.pool_id)
    helped_before = await session.scalar(queries.helped_before(proposal))
    note_grant(pool, points=proposal.points, first_time=not helped_before)
    if proposal.form == GrantForm.POINTS:
        await _lock_all(session, proposal, now=now)
    assert proposal.hold_id is not None, "the table says so"
    made = await holds.post(
        session,
        key=f"charity_grant/{proposal.id}",
        hold_id=proposal.hold_id,
        reason=PUBLIC_REASON,
        reference_kind=ABOUT,
        reference_id=proposal.id,
        now=now,
    )
    proposal.transfer_id = made.id
    if proposal.form == GrantForm.POINTS:
        await credit_card(
            session,
            person_id=helped(proposal),
            district_id=proposal.district_id,
            amount_points=made.amount,
            from_account_id=made.credit_account_id,
            key=f"charity_card/{proposal.id}",
            reason=CARD_REASON,
            reference_kind=ABOUT,
            reference_id=proposal.id,
            now=now,
        )


async def _lock_all(session: AsyncSession, proposal: Proposal, *, now: datetime) -> None:
    """The pool, where its points go, and the card: in one order, since two transfers follow."""
    held = await session.get_one(Hold, proposal.hold_id)
    card = await open_card(
        session, person_id=helped(proposal), district_id=proposal.district_id, now=now
    )
    await lock_accounts(session, {held.debit_account_id, held.credit_account_id, card.account_id})


def helped(proposal: Proposal) -> UUID:
    """Whose card a grant of points goes to."""
    assert proposal.person_id is not None, "the table says so"
    return proposal.person_id


def _refuse_unless_granted(proposal: Proposal) -> None:
    if proposal.state != ProposalState.GRANTED:
        raise ProposalNotThere(state=proposal.state)


def _refuse_another(
    session: AsyncSession,
    actor: Actor,
    proposal: Proposal,
    delivery_id: UUID,
    handing: Handing,
) -> None:
    known = opened(session, proposal.id, "proven", proposal.proven_sealed)
    said = (delivery_id, handing.proof, handing.handed_at, actor.person_id, handing.words())
    stands = (
        *(proposal.delivery_id, proposal.proof, proposal.handed_at, proposal.handed_by_id),
        known,
    )
    if said != stands:
        raise DeliveryDiffers


async def lapse(session: AsyncSession, now: datetime) -> None:
    """What nobody delivered, or decided in time, is over. The ledger has freed the points of what
    was granted by itself at that instant."""
    for district_id in await queries.districts(session):
        await enter_district(session, district_id)
        for proposal in await session.scalars(queries.undecided(district_id, now, A_ROUND)):
            proposal.state, proposal.closed_at = ProposalState.LAPSED, now
        for proposal in (await session.scalars(queries.overdue(district_id, now, A_ROUND))).all():
            proposal.state, proposal.closed_at = ProposalState.LAPSED, now
            ended = GrantEnded(**facts_of(proposal), state=ProposalState.LAPSED)
            record(session, ended, now=now)
        await session.flush()
    await leave_walls(session)
