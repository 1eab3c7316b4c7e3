"""Patrol plans, routes, points and tasks; when each place was visited last."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0035"
down_revision: str | None = "0034"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PLACES = ("city_id", "district_id", "subdistrict_id", "community_id", "place_id")
INSIDE = ("compound_id", "building_id")
GRIDS = ("general_grid_id", "micro_grid_id", "made_grid_id")
SCOPES = (*PLACES[:4], "compound_id", *GRIDS[:2])
APPEND_ONLY = ("patrol_editions", "patrol_routes", "patrol_points")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _located(table: str) -> list[sa.Column | sa.ForeignKeyConstraint]:
    return [
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in PLACES),
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in (*INSIDE, *GRIDS)),
        *(_refers(table, name, "places.id") for name in (*PLACES, *INSIDE)),
        *(_refers(table, name, "grids.id") for name in GRIDS),
    ]


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _drawn(table: str) -> tuple[sa.Column, sa.Column, sa.Column, sa.ForeignKeyConstraint]:
    by = _refers(table, "drawn_by_id", "persons.id")
    return _at("drawn_at"), _id("drawn_by_id"), _id("id"), by


def upgrade() -> None:
    op.create_table(
        "patrol_plans",
        sa.Column("version", sa.Integer(), nullable=False),
        _text("state"),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("called_up_to", sa.Date(), nullable=True),
        *_drawn("patrol_plans"),
        *_located("patrol_plans"),
        sa.CheckConstraint(
            "state IN ('draft', 'active', 'ended')", name=op.f("ck_patrol_plans_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_plans")),
    )
    for name in SCOPES:
        op.create_index(f"ix_patrol_plans_{name}_page", "patrol_plans", [name, "drawn_at", "id"])
    op.create_index(
        "ix_patrol_plans_due",
        "patrol_plans",
        ["district_id", "called_up_to"],
        postgresql_where=sa.text("state = 'active'"),
    )
    _content()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION shequ_refuse_change()"
        )
    _tasks()
    _coverages()


def _content() -> None:
    op.create_table(
        "patrol_editions",
        _id("plan_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        _id("district_id"),
        _text("title"),
        _text("note", nullable=True),
        _text("form_key", nullable=True),
        sa.Column("recurrence", postgresql.JSONB(), nullable=False),
        sa.Column("opens_minute", sa.Integer(), nullable=False),
        sa.Column("closes_minute", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("skips_holidays", sa.Boolean(), nullable=False),
        *_drawn("patrol_editions"),
        sa.CheckConstraint(
            "last_on IS NULL OR first_on <= last_on", name=op.f("ck_patrol_editions_days_in_order")
        ),
        sa.CheckConstraint(
            "0 <= opens_minute AND opens_minute < closes_minute AND closes_minute <= 1440",
            name=op.f("ck_patrol_editions_window_in_a_day"),
        ),
        _refers("patrol_editions", "plan_id", "patrol_plans.id"),
        _refers("patrol_editions", "district_id", "places.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_editions")),
        sa.UniqueConstraint("plan_id", "number", name=op.f("uq_patrol_editions_plan_id_number")),
    )
    op.create_table(
        "patrol_routes",
        _id("edition_id"),
        _id("district_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("name"),
        _id("worker_id", nullable=True),
        _id("id"),
        _refers("patrol_routes", "edition_id", "patrol_editions.id"),
        _refers("patrol_routes", "district_id", "places.id"),
        _refers("patrol_routes", "worker_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_routes")),
        sa.UniqueConstraint(
            "edition_id", "position", name=op.f("uq_patrol_routes_edition_id_position")
        ),
    )
    op.create_table(
        "patrol_points",
        _id("edition_id"),
        _id("route_id"),
        _id("district_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        _id("place_id"),
        _id("asset_id", nullable=True),
        _id("id"),
        _refers("patrol_points", "edition_id", "patrol_editions.id"),
        _refers("patrol_points", "route_id", "patrol_routes.id"),
        _refers("patrol_points", "district_id", "places.id"),
        _refers("patrol_points", "place_id", "places.id"),
        _refers("patrol_points", "asset_id", "assets.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_points")),
        sa.UniqueConstraint(
            "edition_id", "position", name=op.f("uq_patrol_points_edition_id_position")
        ),
    )


def _tasks() -> None:
    op.create_table(
        "patrol_tasks",
        _id("plan_id"),
        _id("edition_id"),
        _id("point_id"),
        _text("title"),
        _text("route_name"),
        sa.Column("position", sa.Integer(), nullable=False),
        _id("asset_id", nullable=True),
        _text("form_key", nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        _at("opens_at"),
        _at("closes_at"),
        _id("assignee_id", nullable=True),
        _text("state"),
        _at("closed_at", nullable=True),
        _id("closed_by_id", nullable=True),
        _id("evidence_id", nullable=True),
        _text("reason", nullable=True),
        _text("note", nullable=True),
        _id("id"),
        *_located("patrol_tasks"),
        sa.CheckConstraint(
            "state IN ('ready', 'completed', 'failed', 'cancelled', 'missed')",
            name=op.f("ck_patrol_tasks_state"),
        ),
        sa.CheckConstraint(
            "(state = 'ready') = (closed_at IS NULL)", name=op.f("ck_patrol_tasks_closed_once_over")
        ),
        sa.CheckConstraint("opens_at < closes_at", name=op.f("ck_patrol_tasks_some_time")),
        _refers("patrol_tasks", "plan_id", "patrol_plans.id"),
        _refers("patrol_tasks", "edition_id", "patrol_editions.id"),
        _refers("patrol_tasks", "point_id", "patrol_points.id"),
        _refers("patrol_tasks", "asset_id", "assets.id"),
        _refers("patrol_tasks", "assignee_id", "persons.id"),
        _refers("patrol_tasks", "closed_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrol_tasks")),
        sa.UniqueConstraint("point_id", "due_on", name=op.f("uq_patrol_tasks_point_id_due_on")),
    )
    order = ["opens_at", "position", "id"]
    for name in SCOPES:
        op.create_index(f"ix_patrol_tasks_{name}_page", "patrol_tasks", [name, *order])
    for name, columns, where in (
        ("ix_patrol_tasks_assignee_id_page", ["assignee_id", *order], "assignee_id IS NOT NULL"),
        (
            op.f("ix_patrol_tasks_closed_by_id_closed_at"),
            ["closed_by_id", "closed_at"],
            "closed_by_id IS NOT NULL",
        ),
        (
            "ix_patrol_tasks_asset_open",
            ["asset_id"],
            "state = 'ready' AND asset_id IS NOT NULL",
        ),
        ("ix_patrol_tasks_open", ["closes_at"], "state = 'ready'"),
    ):
        op.create_index(name, "patrol_tasks", columns, postgresql_where=sa.text(where))
    for name in ("place_id", "plan_id"):
        op.create_index(
            op.f(f"ix_patrol_tasks_{name}_opens_at"), "patrol_tasks", [name, "opens_at"]
        )


def _coverages() -> None:
    op.create_table(
        "coverages",
        _text("kind"),
        sa.Column("last_visited_on", sa.Date(), nullable=False),
        *_located("coverages"),
        sa.CheckConstraint("kind IN ('dwelling', 'building')", name=op.f("ck_coverages_kind")),
        sa.PrimaryKeyConstraint("place_id", name=op.f("pk_coverages")),
    )
    for name in SCOPES:
        order = [name, "kind", "last_visited_on", "place_id"]
        op.create_index(f"ix_coverages_{name}_page", "coverages", order)
    for name in SCOPES[:-1]:
        order = [name, "kind", "micro_grid_id", "last_visited_on"]
        op.create_index(f"ix_coverages_{name}_grids", "coverages", order)


def downgrade() -> None:
    op.drop_table("coverages")
    op.drop_table("patrol_tasks")
    for table in (*reversed(APPEND_ONLY), "patrol_plans"):
        op.drop_table(table)
