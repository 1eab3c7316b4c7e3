from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base


class CardLevelMark(Base):
    """The level that a card's holder was told last: from here on it rises."""

    __tablename__ = "card_level_marks"
    ownership = "district"
    __table_args__ = (CheckConstraint("threshold_points >= 0", name="some"),)

    card_id: Mapped[UUID] = mapped_column(ForeignKey("points_cards.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    title: Mapped[str]
    threshold_points: Mapped[int]
    reached_at: Mapped[datetime]
