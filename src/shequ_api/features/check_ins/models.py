from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified

SCOPES = ("community_id", "general_grid_id", "micro_grid_id", "worker_id")


class CheckIn(Base, Identified, Located):
    """A worker says: I am here now. What the phone said, and what the server saw."""

    __tablename__ = "check_ins"
    ownership = "district"
    moves_with_grid = False  # evidence: it stays where it was made
    __table_args__ = (
        *(Index(f"ix_check_ins_{column}_page", column, "received_at", "id") for column in SCOPES),
        CheckConstraint("coordinate_system IN ('WGS-84', 'GCJ-02')", name="coordinate_system"),
    )

    worker_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))
    """The grid that was named; None where a place was."""
    longitude: Mapped[float]
    latitude: Mapped[float]
    coordinate_system: Mapped[str]
    accuracy_metres: Mapped[float]
    distance_metres: Mapped[float | None]
    """To where the place or grid is; None where that is unknown."""
    device_at: Mapped[datetime]
    """By the phone's clock."""
    received_at: Mapped[datetime]
    clock_skew_seconds: Mapped[float]
    """How far the phone's clock is behind ours."""
    code_place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    """The place whose code was scanned; None where none was, or it was no good."""
    body_hash: Mapped[bytes] = mapped_column(LargeBinary)
