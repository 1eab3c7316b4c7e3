from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")
OPEN = text("state = 'open'")


class PointsAlarmRule(Base):
    """When a district wants to hear of something; where it says nothing, what is shipped holds."""

    __tablename__ = "points_alarm_rules"
    ownership = "district"
    __table_args__ = (CheckConstraint("threshold > 0 AND window_minutes > 0", name="some"),)

    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    enabled: Mapped[bool]
    threshold: Mapped[int]
    window_minutes: Mapped[int]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]


class PointsAlarmCount(Base):
    """What happened on one card, or between two people, in one slice of a rule's time."""

    __tablename__ = "points_alarm_counts"
    ownership = "district"
    __table_args__ = (
        Index("ix_points_alarm_counts_old", "slice_at"),
        CheckConstraint("amount > 0", name="some"),
    )

    kind: Mapped[str] = mapped_column(primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    other_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), primary_key=True)
    """Whom it is between; the same person where it is about one card alone. Points that two give to
    each other are counted under whoever got them."""
    slice_at: Mapped[datetime] = mapped_column(primary_key=True)
    amount: Mapped[int] = mapped_column(BigInteger)


class PointsAlarm(Base, Identified):
    """That a count passed its rule, and what somebody found who looked into it."""

    __tablename__ = "points_alarms"
    ownership = "district"
    kept = True
    __table_args__ = (
        Index(
            "uq_points_alarms_open",
            *("kind", "district_id", "person_id", "other_id"),
            unique=True,
            postgresql_where=OPEN,
        ),
        *(Index(f"ix_points_alarms_{column}_page", column, "raised_at", "id") for column in SCOPES),
        *(
            Index(
                f"ix_points_alarms_{column}_open",
                *(column, "raised_at", "id"),
                postgresql_where=OPEN,
            )
            for column in SCOPES
        ),
        Index("ix_points_alarms_person_id", "person_id", "kind", "decided_at"),
        CheckConstraint("state IN ('open', 'cleared', 'confirmed')", name="state"),
        CheckConstraint("(state = 'open') = (decided_at IS NULL)", name="decided"),
        CheckConstraint("(decided_at IS NULL) = (decided_by_id IS NULL)", name="signed"),
    )

    kind: Mapped[str]
    city_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Where the last of it happened when it was raised."""
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    other_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    amount: Mapped[int] = mapped_column(BigInteger)
    """The most that was counted while it is open."""
    threshold: Mapped[int]
    window_minutes: Mapped[int]
    state: Mapped[str]
    raised_at: Mapped[datetime]
    last_at: Mapped[datetime]
    decided_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    decision: Mapped[str | None]
    decided_at: Mapped[datetime | None]
