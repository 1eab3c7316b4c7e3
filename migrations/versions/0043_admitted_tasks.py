"""Departments, the types of task that they may give to grids, and what they gave."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0043"
down_revision: str | None = "0042"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PLACES = ("city_id", "district_id", "subdistrict_id", "community_id", "place_id")
INSIDE = ("compound_id", "building_id")
GRIDS = ("general_grid_id", "micro_grid_id", "made_grid_id")
SCOPES = (*PLACES[:4], *GRIDS[:2])
ADMITTED = sa.text("admitted_at IS NOT NULL")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _id(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=optional)


def _at(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _on(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=optional)


def _text(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=optional)


def _number(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=optional)


def _check(table: str, name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))


def _located(table: str) -> list[sa.Column | sa.ForeignKeyConstraint]:
    return [
        *(_id(name) for name in PLACES),
        *(_id(name, optional=True) for name in (*INSIDE, *GRIDS)),
        *(_refers(table, name, "places.id") for name in (*PLACES, *INSIDE)),
        *(_refers(table, name, "grids.id") for name in GRIDS),
    ]


def upgrade() -> None:
    _departments()
    _types()
    _quotas()
    _assignments()
    _assigned()
    _unadmitted()


def downgrade() -> None:
    for table in (
        *("unadmitted_requests", "assigned_tasks", "task_assignments"),
        *("task_quotas", "task_types", "department_officers", "departments"),
    ):
        op.drop_table(table)


def _departments() -> None:
    table = "departments"
    op.create_table(
        table,
        _id("id"),
        _id("district_id"),
        _text("name"),
        _id("made_by_id"),
        _at("made_at"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "made_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("district_id", "name", name=op.f(f"uq_{table}_district_id_name")),
    )
    op.create_index(op.f(f"ix_{table}_district_id_id"), table, ["district_id", "id"])
    table = "department_officers"
    op.create_table(
        table,
        *(_id(name) for name in ("district_id", "person_id", "department_id")),
        _refers(table, "district_id", "places.id"),
        _refers(table, "person_id", "persons.id"),
        _refers(table, "department_id", "departments.id"),
        sa.PrimaryKeyConstraint("district_id", "person_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        op.f(f"ix_{table}_department_id_person_id"), table, ["department_id", "person_id"]
    )


def _types() -> None:
    table = "task_types"
    op.create_table(
        table,
        _id("id"),
        _id("case_id"),
        _text("state"),
        *(_id(name) for name in ("department_id", "district_id", "subdistrict_id", "place_id")),
        *(_text(name) for name in ("title", "content", "legal_basis", "funding")),
        _text("target_kind"),
        _text("frequency"),
        _number("estimated_minutes"),
        _text("form_key", optional=True),
        _id("requested_by_id"),
        _at("requested_at"),
        _at("admitted_at", optional=True),
        _on("valid_from", optional=True),
        _on("valid_to", optional=True),
        _number("quota_per_grid_month", optional=True),
        _number("quota_total", optional=True),
        _number("used_total"),
        _check(table, "estimated", "estimated_minutes BETWEEN 1 AND 480"),
        _check(table, "target_kind", "target_kind IN ('building', 'dwelling')"),
        _check(table, "some_days", "valid_from <= valid_to"),
        _check(
            table,
            "admitted_whole",
            "num_nonnulls(valid_from, valid_to, quota_per_grid_month, quota_total, admitted_at)"
            " IN (0, 5)",
        ),
        _check(
            table,
            "admitted",
            "state IN ('requested', 'recommended', 'refused') = (admitted_at IS NULL)",
        ),
        _check(table, "within_quota", "used_total >= 0 AND used_total <= coalesce(quota_total, 0)"),
        _refers(table, "case_id", "workflow_cases.id"),
        _refers(table, "department_id", "departments.id"),
        *(
            _refers(table, name, "places.id")
            for name in ("district_id", "subdistrict_id", "place_id")
        ),
        _refers(table, "requested_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("case_id", name=op.f(f"uq_{table}_case_id")),
    )
    op.create_index(f"ix_{table}_admitted", table, ["admitted_at", "id"], postgresql_where=ADMITTED)
    op.create_index(
        f"ix_{table}_district_id_admitted",
        table,
        ["district_id", "admitted_at", "id"],
        postgresql_where=ADMITTED,
    )
    for column in ("district_id", "subdistrict_id", "department_id"):
        op.create_index(f"ix_{table}_{column}_page", table, [column, "requested_at", "id"])


def _quotas() -> None:
    table = "task_quotas"
    op.create_table(
        table,
        _id("type_id"),
        _id("micro_grid_id"),
        _on("month"),
        _id("district_id"),
        _number("quota"),
        _number("used"),
        _check(table, "within", "used BETWEEN 0 AND quota"),
        _refers(table, "type_id", "task_types.id"),
        _refers(table, "micro_grid_id", "grids.id"),
        _refers(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("type_id", "micro_grid_id", "month", name=op.f(f"pk_{table}")),
    )


def _assignments() -> None:
    table = "task_assignments"
    op.create_table(
        table,
        *(_id(name) for name in ("id", "type_id", "district_id", "place_id")),
        _on("opens_on"),
        _on("closes_on"),
        _number("tasks"),
        _number("grids"),
        _id("made_by_id"),
        _at("made_at"),
        _check(table, "some_days", "opens_on <= closes_on"),
        _refers(table, "type_id", "task_types.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "place_id", "places.id"),
        _refers(table, "made_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_type_id_made_at"), table, ["type_id", "made_at"])


def _assigned() -> None:
    table = "assigned_tasks"
    op.create_table(
        table,
        *(_id(name) for name in ("id", "assignment_id", "type_id", "department_id")),
        _id("patrol_task_id"),
        _on("month"),
        _on("opens_on"),
        _number("minutes"),
        _at("returned_at", optional=True),
        _id("returned_by_id", optional=True),
        _text("return_reason", optional=True),
        *_located(table),
        _check(table, "returned", "(returned_at IS NULL) = (returned_by_id IS NULL)"),
        _refers(table, "assignment_id", "task_assignments.id"),
        _refers(table, "type_id", "task_types.id"),
        _refers(table, "department_id", "departments.id"),
        _refers(table, "patrol_task_id", "patrol_tasks.id"),
        _refers(table, "returned_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for scope in SCOPES:
        op.create_index(f"ix_{table}_{scope}_page", table, [scope, "opens_on", "id"])
        op.create_index(
            f"ix_{table}_{scope}_load",
            table,
            [scope, "month", "made_grid_id", "department_id"],
            postgresql_include=["minutes"],
            postgresql_where=sa.text("returned_at IS NULL"),
        )
    op.create_index(op.f(f"ix_{table}_assignment_id"), table, ["assignment_id"])
    op.create_index(op.f(f"ix_{table}_patrol_task_id"), table, ["patrol_task_id"])


def _unadmitted() -> None:
    table = "unadmitted_requests"
    op.create_table(
        table,
        _id("id"),
        _text("asked_by"),
        _text("content"),
        _on("asked_on"),
        _id("reported_by_id"),
        _at("reported_at"),
        *_located(table),
        _refers(table, "reported_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for scope in SCOPES:
        op.create_index(f"ix_{table}_{scope}_page", table, [scope, "reported_at", "id"])
