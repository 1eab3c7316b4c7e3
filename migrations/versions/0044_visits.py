"""Visits, alone and together; what of a worker's inspections is still open."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0044"
down_revision: str | None = "0043"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PLACES = ("city_id", "district_id", "subdistrict_id", "community_id", "place_id")
INSIDE = ("compound_id", "building_id")
GRIDS = ("general_grid_id", "micro_grid_id", "made_grid_id")
SCOPES = ("community_id", "compound_id", "general_grid_id", "micro_grid_id")
OPEN = "state IN ('planned', 'under_way')"


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


def _flag(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Boolean(), nullable=nullable)


def _int(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _list(name: str) -> sa.Column:
    return sa.Column(name, postgresql.JSONB(), nullable=False)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def upgrade() -> None:
    _purposes()
    _rounds()
    _visits()
    _people()
    op.create_index(
        "ix_inspections_worker_id_open",
        "inspections",
        ["worker_id", "received_at", "id"],
        postgresql_where=sa.text("state IN ('received', 'has_issues', 'edited')"),
    )


def downgrade() -> None:
    op.drop_index("ix_inspections_worker_id_open", "inspections")
    for table in ("visit_inspections", "visit_replies", "visit_participants", "visits"):
        op.drop_table(table)
    op.drop_table("visit_rounds")
    op.drop_table("visit_purposes")


def _purposes() -> None:
    table = "visit_purposes"
    op.create_table(
        table,
        _text("code"),
        _text("title"),
        _int("position"),
        _list("form_keys"),
        _flag("concerns_person"),
        _flag("refusable"),
        _text("refusal_means"),
        _text("names_shown"),
        _flag("shows_earlier"),
        _int("days_before"),
        _int("days_after"),
        _at("retired_at", nullable=True),
        _check(table, "names_shown", "names_shown IN ('household', 'concerned', 'nobody')"),
        _check(table, "days", "days_before BETWEEN 0 AND 7 AND days_after BETWEEN 0 AND 7"),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_visit_purposes")),
    )


def _rounds() -> None:
    table = "visit_rounds"
    op.create_table(
        table,
        _text("purpose_code"),
        _at("opens_at"),
        _at("closes_at"),
        _id("planned_by_id"),
        _at("planned_at"),
        _id("id"),
        *_located(table),
        _check(table, "some_time", "opens_at < closes_at"),
        _refers(table, "purpose_code", "visit_purposes.code"),
        _refers(table, "planned_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visit_rounds")),
    )
    for name in SCOPES:
        op.create_index(f"ix_visit_rounds_{name}_page", table, [name, "opens_at", "id"])


def _visits() -> None:
    table = "visits"
    op.create_table(
        table,
        _id("round_id", nullable=True),
        _int("position"),
        _text("purpose_code"),
        _list("form_keys"),
        _id("concerned_id", nullable=True),
        _flag("for_household"),
        _at("opens_at"),
        _at("closes_at"),
        _id("planned_by_id"),
        _at("planned_at"),
        _text("note", nullable=True),
        _text("state"),
        _text("wish", nullable=True),
        _int("attempt"),
        _id("retry_of_id", nullable=True),
        _id("check_in_id", nullable=True),
        _at("began_at", nullable=True),
        _id("began_by_id", nullable=True),
        _at("closed_at", nullable=True),
        _id("closed_by_id", nullable=True),
        _text("outcome_note", nullable=True),
        _id("id"),
        *_located(table),
        _check(
            table,
            "state",
            "state IN ('planned', 'under_way', 'done', 'nobody_home', 'refused', 'cancelled')",
        ),
        _check(table, "some_time", "opens_at < closes_at"),
        _check(table, "closed_once_over", f"({OPEN}) = (closed_at IS NULL)"),
        _check(table, "begun", "state <> 'under_way' OR began_at IS NOT NULL"),
        _check(table, "wish", "wish IN ('another_time', 'refused')"),
        _check(table, "attempt", "attempt BETWEEN 1 AND 9"),
        _refers(table, "round_id", "visit_rounds.id"),
        _refers(table, "purpose_code", "visit_purposes.code"),
        _refers(table, "retry_of_id", "visits.id"),
        _refers(table, "check_in_id", "check_ins.id"),
        *(
            _refers(table, name, "persons.id")
            for name in ("concerned_id", "planned_by_id", "began_by_id", "closed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
    )
    order = ["opens_at", "id"]
    for name in SCOPES:
        op.create_index(f"ix_visits_{name}_page", table, [name, *order])
        op.create_index(
            f"ix_visits_{name}_open", table, [name, *order], postgresql_where=sa.text(OPEN)
        )
    op.create_index(op.f("ix_visits_place_id_opens_at_id"), table, ["place_id", *order])
    op.create_index(
        op.f("ix_visits_round_id_position"),
        table,
        ["round_id", "position"],
        postgresql_where=sa.text("round_id IS NOT NULL"),
    )
    op.create_index(
        "uq_visits_retry_of_id",
        table,
        ["retry_of_id"],
        unique=True,
        postgresql_where=sa.text("retry_of_id IS NOT NULL AND state <> 'cancelled'"),
    )
    for name in ("concerned_id", "planned_by_id", "began_by_id", "closed_by_id"):
        op.create_index(op.f(f"ix_visits_{name}"), table, [name])


def _people() -> None:
    table = "visit_participants"
    op.create_table(
        table,
        _id("visit_id"),
        _id("person_id"),
        _id("district_id"),
        _id("posting_id", nullable=True),
        _at("access_from"),
        _at("access_until"),
        _id("invited_by_id"),
        _at("invited_at"),
        _at("removed_at", nullable=True),
        _flag("present", nullable=True),
        _check(table, "some_time", "access_from < access_until"),
        _refers(table, "visit_id", "visits.id"),
        _refers(table, "person_id", "persons.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "posting_id", "postings.id"),
        _refers(table, "invited_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("visit_id", "person_id", name=op.f("pk_visit_participants")),
    )
    order = ["person_id", "access_until", "visit_id"]
    op.create_index(op.f(f"ix_{table}_{'_'.join(order)}"), table, order)
    op.create_index(op.f(f"ix_{table}_invited_by_id"), table, ["invited_by_id"])
    table = "visit_replies"
    op.create_table(
        table,
        _id("visit_id"),
        _id("person_id"),
        _id("district_id"),
        _text("kind"),
        _at("wanted_from", nullable=True),
        _at("wanted_until", nullable=True),
        _text("note", nullable=True),
        _at("said_at"),
        _check(table, "kind", "kind IN ('welcome', 'another_time', 'refused')"),
        _refers(table, "visit_id", "visits.id"),
        _refers(table, "person_id", "persons.id"),
        _refers(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("visit_id", "person_id", name=op.f("pk_visit_replies")),
    )
    op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"])
    table = "visit_inspections"
    op.create_table(
        table,
        _id("inspection_id"),
        _id("visit_id"),
        _id("district_id"),
        _refers(table, "inspection_id", "inspections.id"),
        _refers(table, "visit_id", "visits.id"),
        _refers(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("inspection_id", name=op.f("pk_visit_inspections")),
    )
    op.create_index(op.f(f"ix_{table}_visit_id"), table, ["visit_id"])
