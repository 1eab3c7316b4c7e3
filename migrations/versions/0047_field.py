"""What field work lacked."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0047"
down_revision: str | None = "0046"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _visits_taken_back()
    _late_photos()
    _caps()
    _specialists()
    _visits()


def downgrade() -> None:
    op.drop_constraint(op.f("ck_visits_admitted_by_somebody"), "visits")
    op.drop_index("ix_visits_kept", "visits")
    for name in ("admitted_at", "admitted_by_id", "admittance_note", "let_go_at"):
        op.drop_column("visits", name)
    op.drop_column("visit_purposes", "kept_days")
    op.drop_column("inspections", "came_as")
    for table in ("grid_loads", "task_caps", "awaited_photos"):
        op.drop_table(table)
    for name in ("place_id", "code_place_id"):
        op.drop_index(op.f(f"ix_check_ins_{name}"), "check_ins")
    op.drop_column("coverages", "taken_back_on")


def _visits_taken_back() -> None:
    op.add_column("coverages", sa.Column("taken_back_on", sa.Date(), nullable=True))
    op.create_index(op.f("ix_check_ins_place_id"), "check_ins", ["place_id"])
    op.create_index(
        op.f("ix_check_ins_code_place_id"),
        "check_ins",
        ["code_place_id"],
        postgresql_where=sa.text("code_place_id IS NOT NULL"),
    )


def _late_photos() -> None:
    table = "awaited_photos"
    op.create_table(
        table,
        *(_id(name) for name in ("inspection_id", "photo_id", "district_id", "ticket_id")),
        _at("since"),
        _refers(table, "inspection_id", "inspections.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "ticket_id", "tickets.id"),
        sa.PrimaryKeyConstraint("inspection_id", "photo_id", name=op.f(f"pk_{table}")),
    )
    for name in ("since", "ticket_id"):
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name])


def _caps() -> None:
    table = "task_caps"
    op.create_table(
        table,
        _id("place_id"),
        _id("district_id"),
        sa.Column("tasks", sa.Integer(), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _id("set_by_id"),
        _at("set_at"),
        _check(table, "counted", "tasks >= 0 AND minutes >= 0"),
        _check(table, "says_something", "num_nonnulls(tasks, minutes) > 0"),
        _refers(table, "place_id", "places.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "set_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("place_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_district_id"), table, ["district_id"])
    table = "grid_loads"
    op.create_table(
        table,
        _id("micro_grid_id"),
        sa.Column("month", sa.Date(), nullable=False),
        _id("district_id"),
        sa.Column("tasks", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        _check(table, "counted", "tasks >= 0 AND minutes >= 0"),
        _refers(table, "micro_grid_id", "grids.id"),
        _refers(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("micro_grid_id", "month", name=op.f(f"pk_{table}")),
    )
    op.execute(
        "INSERT INTO grid_loads (micro_grid_id, month, district_id, tasks, minutes)"
        " SELECT made_grid_id, month, min(district_id::text)::uuid, count(*), sum(minutes)"
        " FROM assigned_tasks WHERE returned_at IS NULL AND made_grid_id IS NOT NULL"
        " GROUP BY made_grid_id, month"
    )


def _specialists() -> None:
    op.add_column("inspections", sa.Column("came_as", sa.Text(), nullable=True))
    op.execute(
        "UPDATE inspections i SET came_as = coalesce(o.role, 'invited')"
        " FROM visit_inspections v JOIN visit_participants p ON p.visit_id = v.visit_id"
        " LEFT JOIN postings o ON o.id = p.posting_id"
        " WHERE v.inspection_id = i.id AND p.person_id = i.worker_id AND coalesce(o.role, '') NOT IN"
        " ('micro_grid_worker', 'general_grid_worker', 'grid_chief', 'community_worker')"
    )


def _visits() -> None:
    op.add_column("visit_purposes", sa.Column("kept_days", sa.Integer(), nullable=True))
    op.execute(
        "UPDATE visit_purposes SET kept_days ="
        " CASE code WHEN 'gas' THEN 1095 WHEN 'dispute' THEN 730 ELSE 365 END"
    )
    op.alter_column("visit_purposes", "kept_days", nullable=False)
    op.create_check_constraint(
        op.f("ck_visit_purposes_kept"), "visit_purposes", "kept_days BETWEEN 30 AND 3650"
    )
    op.add_column("visits", _at("admitted_at", optional=True))
    op.add_column("visits", _id("admitted_by_id", optional=True))
    op.add_column("visits", sa.Column("admittance_note", sa.Text(), nullable=True))
    op.add_column("visits", _at("let_go_at", optional=True))
    op.create_foreign_key(
        op.f("fk_visits_admitted_by_id"), "visits", "persons", ["admitted_by_id"], ["id"]
    )
    op.create_index(op.f("ix_visits_admitted_by_id"), "visits", ["admitted_by_id"])
    op.create_check_constraint(
        op.f("ck_visits_admitted_by_somebody"),
        "visits",
        "num_nonnulls(admitted_at, admitted_by_id) IN (0, 2)",
    )
    op.create_index(
        "ix_visits_kept",
        "visits",
        ["purpose_code", "closes_at"],
        postgresql_where=sa.text("let_go_at IS NULL"),
    )


def _check(table: str, name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _id(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=optional)


def _at(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)
