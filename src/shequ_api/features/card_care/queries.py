"""Reads of freezes, and of what a card owes."""

from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased

from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.card_care.models import CardFreeze
from shequ_api.features.points.public import PointsCard
from shequ_api.kit.statements import built_once

Rows = Select[*tuple[Any, ...]]
ORDER = [CardFreeze.frozen_at, CardFreeze.id]


@built_once
def freeze_lines() -> Rows:
    """Freezes with what people read of them."""
    holder, freezer, thawer = (aliased(Person) for _ in range(3))
    return (
        select(
            CardFreeze.__table__,
            Place.name.label("community_name"),
            PointsCard.number.label("card_number"),
            holder.name.label("holder_name"),
            freezer.name.label("frozen_by_name"),
            thawer.name.label("thawed_by_name"),
        )
        .join(Place, Place.id == CardFreeze.community_id)
        .join(PointsCard, PointsCard.id == CardFreeze.card_id)
        .join(holder, holder.id == PointsCard.person_id)
        .join(freezer, freezer.id == CardFreeze.frozen_by_id)
        .outerjoin(thawer, thawer.id == CardFreeze.thawed_by_id)
    )


def standing_reason(card_id: UUID) -> Select[str]:
    """Why a card is frozen, if it is."""
    return select(CardFreeze.reason).where(
        CardFreeze.card_id == card_id, CardFreeze.thawed_at.is_(None)
    )
