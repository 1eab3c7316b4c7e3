from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

OFFERED = text("state = 'offered'")


class CardGiftPolicy(Base, Identified):
    """What a district, or a city, lets people give from an instant on."""

    __tablename__ = "card_gift_policies"
    ownership = "global"
    append_only = True
    __table_args__ = (
        Index(None, "place_id", "valid_from", "id"),
        CheckConstraint("least_points BETWEEN 1 AND most_points", name="a_gift"),
        CheckConstraint("giver_day_points BETWEEN 1 AND giver_month_points", name="given"),
        CheckConstraint("receiver_day_points BETWEEN 1 AND receiver_month_points", name="received"),
        CheckConstraint(
            "opened_days >= 0 AND rest_days >= 0 AND circle_days >= 0 AND answer_days > 0",
            name="waits",
        ),
        CheckConstraint("least_level BETWEEN 2 AND 4", name="level"),
        CheckConstraint("minimum_age BETWEEN 8 AND 18", name="age"),
    )

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    enabled: Mapped[bool]
    least_points: Mapped[int]
    most_points: Mapped[int]
    giver_day_points: Mapped[int]
    giver_month_points: Mapped[int]
    receiver_day_points: Mapped[int]
    receiver_month_points: Mapped[int]
    opened_days: Mapped[int] = mapped_column(SmallInteger)
    rest_days: Mapped[int] = mapped_column(SmallInteger)
    circle_days: Mapped[int] = mapped_column(SmallInteger)
    answer_days: Mapped[int] = mapped_column(SmallInteger)
    least_level: Mapped[int] = mapped_column(SmallInteger)
    minimum_age: Mapped[int] = mapped_column(SmallInteger)
    """Of who gives. Whoever is given something may be of any age."""
    unknown_age_gives: Mapped[bool]
    valid_from: Mapped[datetime]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]


class CardGiftTry(Base, Identified):
    """That somebody asked whose card it is; `receiver_id` is who was found, if anybody was."""

    __tablename__ = "card_gift_tries"
    ownership = "district"
    __table_args__ = (
        Index(None, "giver_id", "tried_at"),
        Index("ix_card_gift_tries_old", "tried_at"),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    giver_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    receiver_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    tried_at: Mapped[datetime]


class CardGift(Base, Identified):
    """Points that one person offered to another, and what became of it."""

    __tablename__ = "card_gifts"
    ownership = "district"
    kept = True
    __table_args__ = (
        Index("ix_card_gifts_giver_page", "giver_id", "offered_at", "id"),
        Index("ix_card_gifts_receiver_page", "receiver_id", "offered_at", "id"),
        Index("ix_card_gifts_due", "answer_by", postgresql_where=OFFERED),
        CheckConstraint("amount_points > 0", name="some"),
        CheckConstraint("giver_id <> receiver_id", name="another"),
        CheckConstraint(
            "state IN ('offered', 'accepted', 'declined', 'withdrawn', 'expired')", name="state"
        ),
        CheckConstraint("(state = 'offered') = (closed_at IS NULL)", name="closed"),
        CheckConstraint("(state = 'accepted') = (transfer_id IS NOT NULL)", name="paid"),
    )

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Where the giver lives."""
    giver_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    receiver_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    amount_points: Mapped[int]
    message: Mapped[str | None]
    state: Mapped[str]
    hold_id: Mapped[UUID] = mapped_column(ForeignKey("ledger_holds.id"), unique=True)
    transfer_id: Mapped[UUID | None] = mapped_column(ForeignKey("ledger_transfers.id"), unique=True)
    offered_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    closed_at: Mapped[datetime | None]
