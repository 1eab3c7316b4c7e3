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
        CheckConstraint("target_kind IN ('building', 'dwelling')", name="target_kind"),
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
        CheckConstraint("opens_on <= closes_on", name="some_days"),
    )

    type_id: Mapped[UUID] = mapped_column(ForeignKey("task_types.id"))
    district_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    place_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    opens_on: Mapped[date]
    closes_on: Mapped[date]
    tasks: Mapped[int]
    grids: Mapped[int]
    made_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    made_at: Mapped[datetime]

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
                postgresql_include=["minutes"],
                postgresql_where=text("returned_at IS NULL"),
            )
            for c in SCOPES
        ),
        Index(None, "assignment_id"),
        Index(None, "patrol_task_id"),
        CheckConstraint("(returned_at IS NULL) = (returned_by_id IS NULL)", name="returned"),
    )

    assignment_id: Mapped[UUID] = mapped_column(ForeignKey("task_assignments.id"))
    type_id: Mapped[UUID] = mapped_column(ForeignKey("task_types.id"))
    department_id: Mapped[UUID] = mapped_column(ForeignKey("departments.id"))
    patrol_task_id: Mapped[UUID] = mapped_column(ForeignKey("patrol_tasks.id"))
    month: Mapped[date]
    opens_on: Mapped[date]
    minutes: Mapped[int]
    returned_at: Mapped[datetime | None]
    """Given back, since its type was not admitted any more."""
    returned_by_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"))
    return_reason: Mapped[str | None]

    assignment: Mapped[TaskAssignment] = relationship(lazy="raise")


class UnadmittedRequest(Base, Identified, Located):
    """Work that somebody asked of a grid past the gate, as its worker says."""

    __tablename__ = "unadmitted_requests"
    ownership = "district"
    __table_args__ = (
        *(Index(f"ix_unadmitted_requests_{c}_page", c, "reported_at", "id") for c in SCOPES),
    )

    asked_by: Mapped[str]
    """Which department or whoever, in the worker's words."""
    content: Mapped[str]
    asked_on: Mapped[date]
    reported_by_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    reported_at: Mapped[datetime]
