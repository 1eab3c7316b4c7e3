from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class CardLadder(Base, Identified):
    """Steps from an instant on, of a district or of a city; a later edition follows."""

    __tablename__ = "card_ladders"
    ownership = "global"
    append_only = True
    __table_args__ = (
        Index(None, "place_id", "valid_from", "id"),
        CheckConstraint("period IN ('twelve_months', 'lifetime')", name="period"),
        CheckConstraint("jsonb_array_length(steps) <= 10", name="bounded"),
    )

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    period: Mapped[str]
    steps: Mapped[list[Any]]
    """The lowest first: `key`, `title`, `threshold_points`, `gives`."""
    valid_from: Mapped[datetime]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]
