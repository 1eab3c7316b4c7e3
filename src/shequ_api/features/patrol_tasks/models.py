from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.base.places.located import Located
from shequ_api.kit.model import Base, Identified

SCOPES = (
    "city_id",
    "district_id",
    "subdistrict_id",
    "community_id",
    "compound_id",
    "general_grid_id",
    "micro_grid_id",
)


class PatrolTask(Base, Identified, Located):
    """A point of a plan on one day, or what another record of ours asks to be done once. It keeps
    its state itself: tens of thousands are made each night."""

    __tablename__ = "patrol_tasks"
    ownership = "district"
    __table_args__ = (
        UniqueConstraint("point_id", "due_on"),
        *(Index(f"ix_patrol_tasks_{c}_page", c, "opens_at", "position", "id") for c in SCOPES),
        Index(
            "ix_patrol_tasks_assignee_id_page",
            "assignee_id",
            "opens_at",
            "position",
            "id",
            postgresql_where=text("assignee_id IS NOT NULL"),
        ),
        Index(
            None,
            "closed_by_id",
            "closed_at",
            postgresql_where=text("closed_by_id IS NOT NULL"),
        ),
        Index(
            "ix_patrol_tasks_asset_open",
            "asset_id",
            postgresql_where=text("state = 'ready' AND asset_id IS NOT NULL"),
        ),
        Index(None, "place_id", "opens_at"),
        Index(None, "plan_id", "opens_at"),
        Index("ix_patrol_tasks_open", "closes_at", postgresql_where=text("state = 'ready'")),
        CheckConstraint(
            "state IN ('ready', 'completed', 'failed', 'cancelled', 'missed')", name="state"
        ),
        CheckConstraint("(state = 'ready') = (closed_at IS NULL)", name="closed_once_over"),
        CheckConstraint("opens_at < closes_at", name="some_time"),
        CheckConstraint(
            "(target IS NULL) = (reached IS NULL) AND target >= 0 AND reached >= 0",
            name="counted",
        ),
        CheckConstraint(
            "num_nonnulls(plan_id, edition_id, point_id)"
            " = CASE WHEN source_kind IS NULL THEN 3 ELSE 0 END"
            " AND (source_kind IS NULL) = (source_id IS NULL)",
            name="of_plan_or_source",
        ),
        Index(
            "uq_patrol_tasks_source_open",
            "source_kind",
            "source_id",
            unique=True,
            postgresql_where=text("state = 'ready' AND source_kind IS NOT NULL"),
        ),
    )

    plan_id: Mapped[UUID | None] = mapped_column(ForeignKey("patrol_plans.id"))
    edition_id: Mapped[UUID | None] = mapped_column(ForeignKey("patrol_editions.id"))
    point_id: Mapped[UUID | None] = mapped_column(ForeignKey("patrol_points.id"))
    source_kind: Mapped[str | None]
    source_id: Mapped[UUID | None]
    """What asks for it, where no plan does; it asks for one at a time."""
    title: Mapped[str]
    route_name: Mapped[str]
    position: Mapped[int]
    asset_id: Mapped[UUID | None] = mapped_column(ForeignKey("assets.id"))
    form_key: Mapped[str | None]
    due_on: Mapped[date]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    """A worker who was named; None: whoever serves the grid, today's deputy or cover too."""
    state: Mapped[str]
    closed_at: Mapped[datetime | None]
    closed_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    evidence_id: Mapped[UUID | None]
    """The inspection or check-in that completed it."""
    target: Mapped[int | None]
    """Of a task for a whole grid: to how many places in it one goes; None: it is a stop."""
    reached: Mapped[int | None]
    """Of these, to how many somebody went."""
    reason: Mapped[str | None]
    """Why it failed or was cancelled: a word of ours."""
    note: Mapped[str | None]
