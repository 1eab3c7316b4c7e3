from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base


class TaskCap(Base):
    """The most that each grid of a district or subdistrict takes in a month."""

    __tablename__ = "task_caps"
    ownership = "district"
    __table_args__ = (
        CheckConstraint("tasks >= 0 AND minutes >= 0", name="counted"),
        CheckConstraint("num_nonnulls(tasks, minutes) > 0", name="says_something"),
    )

    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), primary_key=True)
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"), index=True)
    tasks: Mapped[int | None]
    """None: as many as fit into the minutes."""
    minutes: Mapped[int | None]
    reason: Mapped[str]
    set_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    set_at: Mapped[datetime]


class GridLoad(Base):
    """What a grid has taken of outside work in a month. Its row is the lock under which more is
    given, by whatever department."""

    __tablename__ = "grid_loads"
    ownership = "district"
    __table_args__ = (CheckConstraint("tasks >= 0 AND minutes >= 0", name="counted"),)

    micro_grid_id: Mapped[UUID] = mapped_column(ForeignKey("grids.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    tasks: Mapped[int]
    minutes: Mapped[int]
