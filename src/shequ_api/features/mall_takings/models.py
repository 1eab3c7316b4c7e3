from datetime import date
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base


class Taking(Base):
    """How much a person took of goods, and did not give back, from a day on."""

    __tablename__ = "mall_takings"
    ownership = "district"
    __table_args__ = (
        Index(None, "person_id"),
        CheckConstraint("period IN ('total', 'day', 'month')", name="period"),
        CheckConstraint("quantity >= 0", name="quantity"),
    )

    goods_id: Mapped[UUID] = mapped_column(ForeignKey("mall_goods.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    period: Mapped[str] = mapped_column(primary_key=True)
    starts_on: Mapped[date] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    quantity: Mapped[int]
