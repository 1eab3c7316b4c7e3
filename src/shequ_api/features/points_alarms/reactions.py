"""What is counted when others say what happened."""

from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import Reaction
from shequ_api.base.people.humans import humans
from shequ_api.features.card_gifts.events import CardGiftAccepted
from shequ_api.features.earnings.events import PointsEarned
from shequ_api.features.manual_credits.events import ManualCreditApproved
from shequ_api.features.points_alarms.rules import AlarmKind
from shequ_api.features.points_alarms.service.counting import count
from shequ_api.features.redemptions.events import RedemptionFulfilled
from shequ_api.features.stall_sales.events import StallSaleMade


class DistrictUnknown(Exception):
    """A fact about points says its district."""


class Placed(Protocol):
    """A fact that says where it happened."""

    @property
    def district_id(self) -> UUID | None: ...
    @property
    def community_id(self) -> UUID: ...


def _where(fact: Placed) -> dict[str, Any]:
    if fact.district_id is None:
        raise DistrictUnknown
    return {"community_id": fact.community_id, "district_id": fact.district_id}


async def count_earned(session: AsyncSession, fact: PointsEarned, now: datetime) -> None:
    """Points came to a card."""
    await _count_points(session, fact, now)


async def count_credited(session: AsyncSession, fact: ManualCreditApproved, now: datetime) -> None:
    """Points came to a card because somebody said so."""
    receiver, asker, approver = fact.person_id, fact.asked_by_id, fact.approved_by_id
    # All at once, in the order of their ids; then they are locked already.
    await humans(session, {receiver, asker, approver}, lock=True)
    await _count_points(session, fact, now)
    for kind, one, other in (
        (AlarmKind.SAME_APPROVER, receiver, approver),
        (AlarmKind.SAME_ASKER, receiver, asker),
        (AlarmKind.STAFF_PAIR, asker, approver),
        (AlarmKind.MUTUAL, receiver, asker),
        (AlarmKind.MUTUAL, receiver, approver),
    ):
        await count(session, kind, **_where(fact), person_id=one, other_id=other, now=now)


async def count_spent(
    session: AsyncSession, fact: RedemptionFulfilled | StallSaleMade, now: datetime
) -> None:
    """Points of a card were spent."""
    here = _where(fact)
    await count(session, AlarmKind.REDEMPTIONS, **here, person_id=fact.person_id, now=now)


async def count_given(session: AsyncSession, fact: CardGiftAccepted, now: datetime) -> None:
    """Points came to a card from another's."""
    await count(session, AlarmKind.GIFTS, **_where(fact), person_id=fact.person_id, now=now)


async def _count_points(
    session: AsyncSession, fact: PointsEarned | ManualCreditApproved, now: datetime
) -> None:
    for kind in (AlarmKind.CARD_HOUR, AlarmKind.CARD_DAY):
        await count(
            session,
            kind,
            **_where(fact),
            person_id=fact.person_id,
            amount=fact.amount_points,
            now=now,
        )


REACTIONS = [
    Reaction("points_alarms.earned", PointsEarned, count_earned),
    Reaction("points_alarms.credited", ManualCreditApproved, count_credited),
    Reaction("points_alarms.redeemed", RedemptionFulfilled, count_spent),
    Reaction("points_alarms.bought", StallSaleMade, count_spent),
    Reaction("points_alarms.given", CardGiftAccepted, count_given),
]
