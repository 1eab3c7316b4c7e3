from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base, Identified


class ChangeKind(StrEnum):
    """What happened to a place or a grid."""

    FOUNDED = "founded"
    """A place was entered, with all that is in it."""
    DRAWN = "drawn"
    """A grid was drawn."""
    RENAMED = "renamed"
    MOVED = "moved"
    COVERED = "covered"
    """A place was put into another micro-grid; a dedicated grid was given its places."""
    DEMOLISHED = "demolished"
    SPLIT = "split"
    MERGED = "merged"
    DISSOLVED = "dissolved"
    """A grid ended, and none took over."""


class TreeChange(Base, Identified):
    """One change of a place or a grid, as it was before and after, by whom and why.

    What lies below a place changes with it and has no row of its own.
    """

    __tablename__ = "tree_changes"
    ownership = "global"
    append_only = True
    __table_args__ = (
        CheckConstraint("(place_id IS NULL) <> (grid_id IS NULL)", name="one_subject"),
        Index(None, "place_id", "changed_at", "id"),
        Index(None, "grid_id", "changed_at", "id"),
        Index(None, "changed_at"),
    )

    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    grid_id: Mapped[UUID | None] = mapped_column(ForeignKey("grids.id"))
    community_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"))
    """Where it lies after the change; none above the communities."""
    change: Mapped[str]
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    reason: Mapped[str | None]
    changed_by_id: Mapped[UUID | None]
    """The person; nobody where a table was read in. No foreign key: persons stand above places."""
    changed_at: Mapped[datetime]


class GridSuccession(Base):
    """Which grid took over from one that ended."""

    __tablename__ = "grid_successions"
    ownership = "global"
    append_only = True

    grid_id: Mapped[UUID] = mapped_column(ForeignKey("grids.id"), primary_key=True)
    successor_id: Mapped[UUID] = mapped_column(ForeignKey("grids.id"), primary_key=True, index=True)


class GridPlace(Base):
    """A place that a dedicated grid looks after, beside the micro-grid in which it lies."""

    __tablename__ = "grid_places"
    ownership = "global"

    grid_id: Mapped[UUID] = mapped_column(ForeignKey("grids.id"), primary_key=True)
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True, index=True)
