from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from shequ_api.base.places.located import Located
from shequ_api.blocks.workflow.models import Case
from shequ_api.features.departments.public import Department
from shequ_api.kit.model import Base, Identified

SCOPES = (
    "city_id",
    "district_id",
    "subdistrict_id",
    "community_id",
    "general_grid_id",
    "micro_grid_id",
)


class TaskType(Base, Identified):
    """A kind of work that a department wants grids to do, and what was decided about it."""

    __tablename__ = "task_types"
    ownership = "district"
    __table_args__ = (
        Index(
            "ix_task_types_admitted",
            "admitted_at",
            "id",
            postgresql_where=text("admitted_at IS NOT NULL"),
        ),
        Index(
            "ix_task_types_district_id_admitted",
            "district_id",
            "admitted_at",
            "id",
            postgresql_where=text("admitted_at IS NOT NULL"),
        ),
        *(
            Index(f"ix_task_types_{c}_page", c, "requested_at", "id")
            for c in ("district_id", "subdistrict_id", "department_id")
        ),
        CheckConstraint("estimated_minutes BETWEEN 1 AND 480", name="estimated"),
        CheckConstraint("target_kind IN ('building', 'dwelling', 'grid')", name="target_kind"),
        CheckConstraint(
            "(target_kind = 'grid') = (visited_kind IS NOT NULL)"
            " AND (coalesce(visited_kind, '') = 'asset') = (asset_kind IS NOT NULL)"
            " AND visited_kind IN ('dwelling', 'building', 'shop', 'asset')",
            name="visited",
        ),
        CheckConstraint("valid_from <= valid_to", name="some_days"),
        CheckConstraint(
            "num_nonnulls(valid_from, valid_to, quota_per_grid_month, quota_total, admitted_at)"
            " IN (0, 5)",
            name="admitted_whole",
        ),
        CheckConstraint(
            "state IN ('requested', 'recommended', 'refused') = (admitted_at IS NULL)",
            name="admitted",
        ),
        # However many are given at once.
        CheckConstraint(
            "used_total >= 0 AND used_total <= coalesce(quota_total, 0)", name="within_quota"
        ),
    )

    case_id: Mapped[UUID] = mapped_column(ForeignKey("workflow_cases.id"), unique=True)
    state: Mapped[str]
    """The case's, so that lists need no look at the case."""
    department_id: Mapped[UUID] = mapped_column(ForeignKey("departments.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    subdistrict_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Which looks at it first: that of the scope, or the one that was named."""
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    """Its scope: a district, subdistrict or community, with all below."""
    title: Mapped[str]
    content: Mapped[str]
    legal_basis: Mapped[str]
    funding: Mapped[str]
    target_kind: Mapped[str]
    visited_kind: Mapped[str | None]
    """Of a task for a whole grid: to what one goes in it."""
    asset_kind: Mapped[str | None] = mapped_column(ForeignKey("asset_kinds.code"))
    frequency: Mapped[str]
    estimated_minutes: Mapped[int]
    form_key: Mapped[str | None]
    """The form to fill in; None: a check-in is enough."""
    requested_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    requested_at: Mapped[datetime]
    admitted_at: Mapped[datetime | None]
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    """The last day, included."""
    quota_per_grid_month: Mapped[int | None]
    quota_total: Mapped[int | None]
    used_total: Mapped[int] = mapped_column(default=0)

    case: Mapped[Case] = relationship(lazy="raise")
    department: Mapped[Department] = relationship(lazy="raise")


class TaskQuota(Base):
    """How much of a type a grid was given in a month."""

    __tablename__ = "task_quotas"
    ownership = "district"
    __table_args__ = (CheckConstraint("used BETWEEN 0 AND quota", name="within"),)

    type_id: Mapped[UUID] = mapped_column(ForeignKey("task_types.id"), primary_key=True)
    micro_grid_id: Mapped[UUID] = mapped_column(ForeignKey("grids.id"), primary_key=True)
    month: Mapped[date] = mapped_column(primary_key=True)
    """Its first day."""
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    quota: Mapped[int]
    used: Mapped[int]


class TaskAssignment(Base, Identified):
    """One call by which a department gave work of a type to grids."""

    __tablename__ = "task_assignments"
    ownership = "district"
    __table_args__ = (
        Index(None, "type_id", "made_at"),
        Index(
            "ix_task_assignments_whole_grids",
            "district_id",
            "made_at",
            "id",
            postgresql_where=text("grid_kind IS NOT NULL"),
        ),
        CheckConstraint("opens_on <= closes_on", name="some_days"),
        CheckConstraint(
            "grid_kind IN ('micro_grid', 'general_grid') AND visits_each > 0"
            " AND (visits_each IS NULL OR grid_kind IS NOT NULL)",
            name="whole_grids",
        ),
        CheckConstraint(
            "num_nonnulls(cancelled_at, cancelled_by_id, cancel_reason) IN (0, 3)",
            name="cancelled",
        ),
    )

    type_id: Mapped[UUID] = mapped_column(ForeignKey("task_types.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    tasks: Mapped[int]
    """As quotas count them: a task for a whole grid by the places in it."""
    grids: Mapped[int]
    grid_kind: Mapped[str | None]
    """A task for each whole grid of this kind; None: one at each target."""
    visits_each: Mapped[int | None]
    """To so many places of each grid; None: to all."""
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]
    cancelled_at: Mapped[datetime | None]
    cancelled_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    cancel_reason: Mapped[str | None]

    type: Mapped[TaskType] = relationship(lazy="raise")


class AssignedTask(Base, Identified, Located):
    """Why a grid has a task: by which assignment of which admitted type."""

    __tablename__ = "assigned_tasks"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_assigned_tasks_{c}_page", c, "opens_on", "id") for c in SCOPES),
        *(
            Index(
                f"ix_assigned_tasks_{c}_load",
                c,
                "month",
                "made_grid_id",
                "department_id",
                postgresql_include=["minutes", "tasks"],
                postgresql_where=text("returned_at IS NULL"),
            )
            for c in SCOPES
        ),
        Index(None, "assignment_id"),
        Index(None, "patrol_task_id"),
        Index(
            "ix_assigned_tasks_unmade",
            "assignment_id",
            "id",
            postgresql_where=text("patrol_task_id IS NULL"),
        ),
        CheckConstraint("tasks >= 0", name="counted"),
        CheckConstraint("(returned_at IS NULL) = (returned_by_id IS NULL)", name="returned"),
    )

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("task_assignments.id"))
    type_id: Mapped[UUID] = mapped_column(ForeignKey("task_types.id"))
    department_id: Mapped[UUID] = mapped_column(ForeignKey("departments.id"))
    patrol_task_id: Mapped[UUID | None] = mapped_column(ForeignKey("patrol_tasks.id"))
    """None until a worker of ours has made it: those of whole grids come in thousands."""
    month: Mapped[date]
    opens_on: Mapped[date]
    minutes: Mapped[int]
    tasks: Mapped[int] = mapped_column(default=1)
    """As quotas count it. 0: grids that follow took it over, or nobody did any of it before it was
    taken or given back."""
    returned_at: Mapped[datetime | None]
    """Given back, since its type was not admitted any more."""
    returned_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    return_reason: Mapped[str | None]

    assignment: Mapped[TaskAssignment] = relationship(lazy="raise")
