from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base


class GridGoal(Base):
    """To what in a grid a patrol task wants somebody to go, and when that is counted anew."""

    __tablename__ = "grid_goals"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("order_id", "grid_id"),
        Index(None, "grid_id", "closes_at"),
        Index(
            "ix_grid_goals_due",
            "look_at",
            "task_id",
            postgresql_where=text("look_at IS NOT NULL"),
        ),
        CheckConstraint(
            "kind IN ('dwelling', 'building', 'shop', 'asset')"
            " AND (kind = 'asset') = (asset_kind IS NOT NULL)",
            name="kind",
        ),
        CheckConstraint("wanted > 0", name="wanted"),
    )

    task_id: Mapped[UUID] = mapped_column(ForeignKey("patrol_tasks.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    order_id: Mapped[UUID]
    """What was given to many grids at once: each of them has one task of it."""
    grid_id: Mapped[UUID] = mapped_column(ForeignKey("grids.id"))
    kind: Mapped[str]
    asset_kind: Mapped[str | None] = mapped_column(ForeignKey("asset_kinds.code"))
    wanted: Mapped[int | None]
    """So many of them; None: all."""
    closes_at: Mapped[datetime]
    """The task's: so that those of a grid that run are a range of one index."""
    look_at: Mapped[datetime | None]
    """When it is counted anew; None: it is over."""


class GridTaskVisit(Base):
    """That somebody went to a place of a grid in the window of its task; one for each place."""

    __tablename__ = "grid_task_visits"
    ownership = "district"
    __table_args__ = (Index(None, "evidence_id"),)

    task_id: Mapped[UUID] = mapped_column(ForeignKey("grid_goals.task_id"), primary_key=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    evidence_id: Mapped[UUID]
    """The inspection or check-in that shows it."""
