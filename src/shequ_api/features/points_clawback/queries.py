"""Reads of policies on taking back, and of debts."""

from collections.abc import Collection
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from shequ_api.features.points.public import PointsCard
from shequ_api.features.points_clawback.models import ClawbackPolicy, DebtPayment, PointsDebt

Rows = Select[*tuple[Any, ...]]


def open_debts(cards: Collection[UUID]) -> Select[PointsDebt]:
    """What cards owe, the oldest first. Debts change only under the lock of their card."""
    owed = select(PointsDebt).where(PointsDebt.card_id.in_(cards), PointsDebt.left_points > 0)
    return owed.order_by(PointsDebt.arose_at, PointsDebt.earning_id)


def policy_in_force(district_id: UUID, at: datetime) -> Select[ClawbackPolicy]:
    """What a district's policy on taking back says at an instant; the one set last, of two."""
    said = select(ClawbackPolicy).where(
        ClawbackPolicy.district_id == district_id, ClawbackPolicy.valid_from <= at
    )
    return said.order_by(ClawbackPolicy.valid_from.desc(), ClawbackPolicy.id.desc()).limit(1)


def policy_lines(district_id: UUID) -> Rows:
    """All that ever held there, or will."""
    return select(ClawbackPolicy.__table__).where(ClawbackPolicy.district_id == district_id)


def debt_lines(person_id: UUID) -> Rows:
    """What a person's cards owe, or owed."""
    mine = select(PointsCard.id).where(PointsCard.person_id == person_id)
    return select(PointsDebt.__table__).where(PointsDebt.card_id.in_(mine))


def owed_by(card_id: UUID) -> Select[int]:
    """How many points a card owes still."""
    return select(func.sum(PointsDebt.left_points)).where(PointsDebt.card_id == card_id)


def debts_paid_by(transfer_id: UUID) -> Select[UUID]:
    """The earning that was taken back and into whose debt a transfer went."""
    return select(DebtPayment.debt_id).where(DebtPayment.transfer_id == transfer_id)
