"""Clocks of tickets, and the policies behind them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0049"
down_revision: str | None = "0048"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

WORKED_BY = (
    "city_id",
    "district_id",
    "subdistrict_id",
    "community_id",
    "compound_id",
    "general_grid_id",
    "micro_grid_id",
    "assignee_id",
)
TABLES = (
    "ticket_marks",
    "ticket_pauses",
    "ticket_clock_spans",
    "ticket_clocks",
    "office_hours",
    "sla_policies",
)
OPEN = "('submitted', 'accepted', 'resolving')"


def upgrade() -> None:
    for column in ("due_at", "ended_at"):
        op.add_column("tickets", sa.Column(column, sa.DateTime(timezone=True), nullable=True))
    op.execute(
        "UPDATE tickets SET ended_at = workflow_cases.changed_at FROM workflow_cases"
        f" WHERE workflow_cases.id = tickets.case_id AND workflow_cases.state NOT IN {OPEN}"
    )
    is_open = sa.text("ended_at IS NULL")
    for column in WORKED_BY:
        op.create_index(
            f"ix_tickets_{column}_due",
            "tickets",
            [column, "due_at", "id"],
            postgresql_where=is_open,
        )
    op.create_index(
        "ix_tickets_district_id_open", "tickets", ["district_id", "id"], postgresql_where=is_open
    )
    _editions("sla_policies", _text("category"))
    _editions("office_hours")
    _clocks()
    _spans()
    _pauses()
    _marks()
    # What is open already gets its clocks, a district after the other.
    op.execute(
        "INSERT INTO jobs (name, subject_id, district_id, facts, run_at, attempts)"
        " SELECT 'ticket_clocks.reckon', district_id, district_id,"
        " jsonb_build_object('subject_id', district_id, 'district_id', district_id), now(), 0"
        " FROM (SELECT DISTINCT district_id FROM tickets WHERE ended_at IS NULL) AS found"
    )


def downgrade() -> None:
    op.execute("DELETE FROM jobs WHERE name LIKE 'ticket_clocks.%'")
    for table in TABLES:
        op.drop_table(table)
    op.drop_index("ix_tickets_district_id_open", "tickets")
    for column in WORKED_BY:
        op.drop_index(f"ix_tickets_{column}_due", "tickets")
    for column in ("ended_at", "due_at"):
        op.drop_column("tickets", column)


def _id(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _editions(table: str, *keys: sa.Column[object]) -> None:
    named = ["place_id", *(str(key.name) for key in keys), "version"]
    op.create_table(
        table,
        _id("place_id"),
        *keys,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=True),
        _time("set_at"),
        _id("set_by_id"),
        _check(table, "numbered", "version > 0"),
        _refers(table, "place_id", "places"),
        _refers(table, "set_by_id", "persons"),
        sa.PrimaryKeyConstraint(*named, name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_set_by_id"), table, ["set_by_id"])
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _clocks() -> None:
    table = "ticket_clocks"
    targets = "target IN ('first_response', 'next_response', 'resolution')"
    op.create_table(
        table,
        _id("ticket_id"),
        _text("target"),
        _time("started_at"),
        _id("district_id"),
        _time("stopped_at", nullable=True),
        _text("outcome", nullable=True),
        sa.Column("length_seconds", sa.Integer(), nullable=True),
        _text("counted", nullable=True),
        *(
            _time(each, nullable=True)
            for each in ("due_at", "warn_at", "warned_at", "overdue_told_at")
        ),
        _check(table, "target", targets),
        _check(table, "outcome", "outcome IN ('done', 'dropped')"),
        _check(table, "stopped", "(stopped_at IS NULL) = (outcome IS NULL)"),
        _refers(table, "ticket_id", "tickets"),
        _refers(table, "district_id", "places"),
        sa.PrimaryKeyConstraint("ticket_id", "target", "started_at", name=op.f(f"pk_{table}")),
    )
    for column, told in (("due_at", "overdue_told_at"), ("warn_at", "warned_at")):
        waiting = sa.text(f"stopped_at IS NULL AND {told} IS NULL")
        op.create_index(f"ix_{table}_{column}", table, [column], postgresql_where=waiting)


def _spans() -> None:
    table = "ticket_clock_spans"
    op.create_table(
        table,
        _id("ticket_id"),
        _text("target"),
        _time("started_at"),
        _time("begins_at"),
        _time("ends_at", nullable=True),
        _text("paused", nullable=True),
        _id("district_id"),
        _check(table, "forward", "begins_at < ends_at"),
        _check(table, "pauses_end", "NOT (paused IS NOT NULL AND ends_at IS NULL)"),
        _refers(table, "ticket_id", "tickets"),
        _refers(table, "district_id", "places"),
        sa.PrimaryKeyConstraint(
            "ticket_id", "target", "started_at", "begins_at", name=op.f(f"pk_{table}")
        ),
    )


def _pauses() -> None:
    table = "ticket_pauses"
    op.create_table(
        table,
        _id("ticket_id"),
        _id("district_id"),
        _text("reason"),
        _text("note", nullable=True),
        _time("paused_at"),
        _id("paused_by_id"),
        _time("until"),
        _time("resumed_at", nullable=True),
        _id("resumed_by_id", nullable=True),
        _id("id"),
        _check(table, "reason", "reason IN ('resident', 'parts', 'authority', 'weather')"),
        _check(table, "forward", "paused_at < until"),
        _check(table, "in_time", "resumed_at <= until"),
        _refers(table, "ticket_id", "tickets"),
        _refers(table, "district_id", "places"),
        _refers(table, "paused_by_id", "persons"),
        _refers(table, "resumed_by_id", "persons"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    is_open = sa.text("resumed_at IS NULL")
    op.create_index(f"uq_{table}_open", table, ["ticket_id"], unique=True, postgresql_where=is_open)
    op.create_index(f"ix_{table}_until", table, ["until"], postgresql_where=is_open)
    op.create_index(op.f(f"ix_{table}_ticket_id_paused_at"), table, ["ticket_id", "paused_at"])
    for column in ("paused_by_id", "resumed_by_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _marks() -> None:
    table = "ticket_marks"
    op.create_table(
        table,
        _id("ticket_id"),
        _time("said_at"),
        _text("kind"),
        _id("district_id"),
        _check(table, "kind", "kind IN ('asked', 'answered')"),
        _refers(table, "ticket_id", "tickets"),
        _refers(table, "district_id", "places"),
        sa.PrimaryKeyConstraint("ticket_id", "said_at", "kind", name=op.f(f"pk_{table}")),
    )
