from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class NeedPoolRating(Base, Identified):
    """What one member thinks of what was delivered; 5 is best."""

    __tablename__ = "need_pool_ratings"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("pool_id", "person_id"),
        Index("ix_need_pool_ratings_pool_id_page", "pool_id", "rated_at", "id"),
        Index(None, "person_id", "rated_at"),
        CheckConstraint("score BETWEEN 1 AND 5", name="score"),
    )

    pool_id: Mapped[UUID] = mapped_column(ForeignKey("need_pools.id"))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    score: Mapped[int]
    comment: Mapped[str | None]
    rated_at: Mapped[datetime]
    changed_at: Mapped[datetime]
