"""Tasks for whole grids: what is to be visited in them, what has been, and how they are given."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0061"
down_revision: str | None = "0060"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for name in ("target", "reached"):
        op.add_column("patrol_tasks", sa.Column(name, sa.Integer(), nullable=True))
    op.create_check_constraint(
        op.f("ck_patrol_tasks_counted"),
        "patrol_tasks",
        "(target IS NULL) = (reached IS NULL) AND target >= 0 AND reached >= 0",
    )
    _goals()
    _visits()
    _types()
    _assignments()
    _assigned()


def downgrade() -> None:
    op.drop_constraint(op.f("ck_assigned_tasks_counted"), "assigned_tasks")
    op.drop_index("ix_assigned_tasks_unmade", "assigned_tasks")
    _index_loads(["minutes"])
    # What had not become a task yet, or was one for a whole grid, is not told apart below.
    op.execute("DELETE FROM assigned_tasks WHERE patrol_task_id IS NULL")
    op.alter_column("assigned_tasks", "patrol_task_id", nullable=False)
    op.drop_column("assigned_tasks", "tasks")
    op.drop_index("ix_task_assignments_whole_grids", "task_assignments")
    op.drop_constraint(op.f("ck_task_assignments_whole_grids"), "task_assignments")
    op.drop_constraint(op.f("ck_task_assignments_cancelled"), "task_assignments")
    op.drop_constraint(op.f("fk_task_assignments_cancelled_by_id"), "task_assignments")
    for name in ("grid_kind", "visits_each", "cancelled_at", "cancelled_by_id", "cancel_reason"):
        op.drop_column("task_assignments", name)
    op.drop_constraint(op.f("ck_task_types_visited"), "task_types")
    op.drop_constraint(op.f("ck_task_types_target_kind"), "task_types")
    op.execute("UPDATE task_types SET target_kind = 'dwelling' WHERE target_kind = 'grid'")
    op.create_check_constraint(
        op.f("ck_task_types_target_kind"), "task_types", "target_kind IN ('building', 'dwelling')"
    )
    op.drop_constraint(op.f("fk_task_types_asset_kind"), "task_types")
    for name in ("visited_kind", "asset_kind"):
        op.drop_column("task_types", name)
    op.drop_table("grid_task_visits")
    op.drop_table("grid_goals")
    op.drop_constraint(op.f("ck_patrol_tasks_counted"), "patrol_tasks")
    for name in ("target", "reached"):
        op.drop_column("patrol_tasks", name)


def _goals() -> None:
    table = "grid_goals"
    op.create_table(
        table,
        *(_id(name) for name in ("task_id", "district_id", "order_id", "grid_id")),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("asset_kind", sa.Text(), nullable=True),
        sa.Column("wanted", sa.Integer(), nullable=True),
        _at("closes_at"),
        _at("look_at", optional=True),
        sa.CheckConstraint(
            "kind IN ('dwelling', 'building', 'shop', 'asset')"
            " AND (kind = 'asset') = (asset_kind IS NOT NULL)",
            name=op.f(f"ck_{table}_kind"),
        ),
        sa.CheckConstraint("wanted > 0", name=op.f(f"ck_{table}_wanted")),
        _refers(table, "task_id", "patrol_tasks.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "grid_id", "grids.id"),
        _refers(table, "asset_kind", "asset_kinds.code"),
        sa.PrimaryKeyConstraint("task_id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("order_id", "grid_id", name=op.f(f"uq_{table}_order_id_grid_id")),
    )
    op.create_index(op.f(f"ix_{table}_grid_id_closes_at"), table, ["grid_id", "closes_at"])
    op.create_index(
        f"ix_{table}_due",
        table,
        ["look_at", "task_id"],
        postgresql_where=sa.text("look_at IS NOT NULL"),
    )


def _visits() -> None:
    table = "grid_task_visits"
    op.create_table(
        table,
        *(_id(name) for name in ("task_id", "place_id", "district_id", "evidence_id")),
        _refers(table, "task_id", "grid_goals.task_id"),
        _refers(table, "place_id", "places.id"),
        _refers(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("task_id", "place_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_evidence_id"), table, ["evidence_id"])


def _types() -> None:
    table = "task_types"
    op.add_column(table, sa.Column("visited_kind", sa.Text(), nullable=True))
    op.add_column(table, sa.Column("asset_kind", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f(f"fk_{table}_asset_kind"), table, "asset_kinds", ["asset_kind"], ["code"]
    )
    op.drop_constraint(op.f(f"ck_{table}_target_kind"), table)
    op.create_check_constraint(
        op.f(f"ck_{table}_target_kind"), table, "target_kind IN ('building', 'dwelling', 'grid')"
    )
    op.create_check_constraint(
        op.f(f"ck_{table}_visited"),
        table,
        "(target_kind = 'grid') = (visited_kind IS NOT NULL)"
        " AND (coalesce(visited_kind, '') = 'asset') = (asset_kind IS NOT NULL)"
        " AND visited_kind IN ('dwelling', 'building', 'shop', 'asset')",
    )


def _assignments() -> None:
    table = "task_assignments"
    op.add_column(table, sa.Column("grid_kind", sa.Text(), nullable=True))
    op.add_column(table, sa.Column("visits_each", sa.Integer(), nullable=True))
    op.add_column(table, _at("cancelled_at", optional=True))
    op.add_column(table, _id("cancelled_by_id", optional=True))
    op.add_column(table, sa.Column("cancel_reason", sa.Text(), nullable=True))
    op.create_foreign_key(
        op.f(f"fk_{table}_cancelled_by_id"), table, "persons", ["cancelled_by_id"], ["id"]
    )
    op.create_check_constraint(
        op.f(f"ck_{table}_whole_grids"),
        table,
        "grid_kind IN ('micro_grid', 'general_grid') AND visits_each > 0"
        " AND (visits_each IS NULL OR grid_kind IS NOT NULL)",
    )
    op.create_check_constraint(
        op.f(f"ck_{table}_cancelled"),
        table,
        "num_nonnulls(cancelled_at, cancelled_by_id, cancel_reason) IN (0, 3)",
    )
    op.create_index(
        f"ix_{table}_whole_grids",
        table,
        ["district_id", "made_at", "id"],
        postgresql_where=sa.text("grid_kind IS NOT NULL"),
    )


def _assigned() -> None:
    table = "assigned_tasks"
    op.add_column(
        table, sa.Column("tasks", sa.Integer(), nullable=False, server_default=sa.text("1"))
    )
    op.alter_column(table, "tasks", server_default=None)
    op.alter_column(table, "patrol_task_id", nullable=True)
    op.create_check_constraint(op.f(f"ck_{table}_counted"), table, "tasks >= 0")
    op.create_index(
        f"ix_{table}_unmade",
        table,
        ["assignment_id", "id"],
        postgresql_where=sa.text("patrol_task_id IS NULL"),
    )
    _index_loads(["minutes", "tasks"])


def _index_loads(counted: list[str]) -> None:
    """By which what a grid was given is summed without looking at the rows."""
    for scope in (
        *("city_id", "district_id", "subdistrict_id", "community_id"),
        *("general_grid_id", "micro_grid_id"),
    ):
        name = f"ix_assigned_tasks_{scope}_load"
        op.drop_index(name, "assigned_tasks")
        op.create_index(
            name,
            "assigned_tasks",
            [scope, "month", "made_grid_id", "department_id"],
            postgresql_include=counted,
            postgresql_where=sa.text("returned_at IS NULL"),
        )


def _id(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=optional)


def _at(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
