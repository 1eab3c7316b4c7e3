from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")
STANDING = text("thawed_at IS NULL")


class CardFreeze(Base, Identified):
    """That a card was frozen, and why; and who thawed it. It lies where the alarm was raised."""

    __tablename__ = "card_freezes"
    ownership = "district"
    kept = True
    __table_args__ = (
        *(Index(f"ix_card_freezes_{column}_page", column, "frozen_at", "id") for column in SCOPES),
        *(
            Index(
                f"ix_card_freezes_{column}_standing",
                *(column, "frozen_at", "id"),
                postgresql_where=STANDING,
            )
            for column in SCOPES
        ),
        Index("uq_card_freezes_standing", "card_id", unique=True, postgresql_where=STANDING),
        Index("ix_card_freezes_alarm_id", "alarm_id"),
        CheckConstraint("(thawed_at IS NULL) = (thawed_by_id IS NULL)", name="thawed"),
        CheckConstraint("thawed_by_id <> frozen_by_id", name="two"),
    )

    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    card_id: Mapped[UUID] = mapped_column(ForeignKey("points_cards.id"))
    alarm_id: Mapped[UUID] = mapped_column(ForeignKey("points_alarms.id"))
    reason: Mapped[str]
    frozen_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    frozen_at: Mapped[datetime]
    thaw_reason: Mapped[str | None]
    thawed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    thawed_at: Mapped[datetime | None]
