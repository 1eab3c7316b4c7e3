from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class CharityMinorPolicy(Base, Identified):
    """What minors may donate in a district, or in a city, from an instant on."""

    __tablename__ = "charity_minor_policies"
    ownership = "global"
    append_only = True
    __table_args__ = (
        Index(None, "place_id", "valid_from", "id"),
        CheckConstraint("minimum_age BETWEEN 8 AND 18", name="age"),
        CheckConstraint("month_points >= 0", name="capped"),
    )

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    minimum_age: Mapped[int] = mapped_column(SmallInteger)
    month_points: Mapped[int]
    valid_from: Mapped[datetime]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]
