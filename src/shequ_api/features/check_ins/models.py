from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified

SCOPES = ("community_id", "general_grid_id", "micro_grid_id")
QUEUES = ("community_id", "general_grid_id")
WAITING = text("review_state = 'waiting'")
COARSE_METRES = 1_000
"""Positions are kept no more precise than this when their time is over."""
PRECISE = text("accuracy_metres < 1000")


class ReviewState(StrEnum):
    NONE = "none"
    """The evidence was enough."""
    WAITING = "waiting"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class CheckIn(Base, Identified, Located):
    """A worker says: I am here now. What the phone said, what the server saw, what it is worth."""

    __tablename__ = "check_ins"
    ownership = "district"
    moves_with_grid = False  # evidence: it stays where it was made
    __table_args__ = (
        *(Index(f"ix_check_ins_{column}_page", column, "received_at", "id") for column in SCOPES),
        Index(None, "place_id"),
        Index(None, "code_place_id", postgresql_where=text("code_place_id IS NOT NULL")),
        Index("ix_check_ins_worker_id_page", "worker_id", "happened_at", "id"),
        Index("ix_check_ins_received_at_precise", "received_at", postgresql_where=PRECISE),
        *(
            Index(
                f"ix_check_ins_{column}_waiting",
                column,
                "received_at",
                "id",
                postgresql_where=WAITING,
            )
            for column in QUEUES
        ),
        CheckConstraint("coordinate_system IN ('WGS-84', 'GCJ-02')", name="coordinate_system"),
        CheckConstraint(
            "review_state IN ('none', 'waiting', 'accepted', 'rejected')", name="review_state"
        ),
        CheckConstraint(
            "score BETWEEN 0 AND 100 AND (score IS NULL) = (rules_version IS NULL)", name="score"
        ),
    )

    worker_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))
    """The grid that was named; None where a place was."""
    longitude: Mapped[float]
    latitude: Mapped[float]
    coordinate_system: Mapped[str]
    accuracy_metres: Mapped[float]
    mocked: Mapped[bool]
    """The phone says that an app makes its position up."""
    distance_metres: Mapped[float | None]
    """To where the place or grid is; None where that is unknown."""
    device_at: Mapped[datetime]
    """By the phone's clock."""
    received_at: Mapped[datetime]
    happened_at: Mapped[datetime]
    """When it was made, by our clock as far as the phone lets us know."""
    clock_skew_seconds: Mapped[float]
    """How far the phone's clock is behind ours."""
    code_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    """The place whose code was scanned; None where none was, or it was no good."""
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)

    score: Mapped[int | None]
    """0 to 100; none of those from before there were rules."""
    rules_version: Mapped[int | None]
    reasons: Mapped[list[Any]]
    """`code`, `text` and `points` of each: what gave and took how much."""
    review_state: Mapped[str]
    reviewed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    reviewed_at: Mapped[datetime | None]
    review_note: Mapped[str | None]
    explanation: Mapped[str | None]
    """What the worker says to it."""


class CheckInPhoto(Base):
    """A photo on a check-in, with what it is and what it looks like: to notice it elsewhere."""

    __tablename__ = "check_in_photos"
    ownership = "district"
    append_only = True
    __table_args__ = (Index(None, "sha256"), Index(None, "community_id", "received_at"))

    check_in_id: Mapped[UUID] = mapped_column(ForeignKey("check_ins.id"), primary_key=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey("files.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    community_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    sha256: Mapped[str]
    likeness: Mapped[int | None] = mapped_column(BigInteger)
    received_at: Mapped[datetime]
