"""Resources, opening rules, reservations, waiting lists; counters of a community."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0080"
down_revision: str | None = "0079"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


TABLES = (
    "booking_resources",
    "booking_openings",
    "booking_days",
    "booking_reservations",
    "appointment_counters",
)
INSTANT = sa.DateTime(timezone=True)
SEATED = sa.text("state IN ('held', 'booked', 'attended', 'no_show')")
LIVE = sa.text("state IN ('held', 'booked', 'waiting')")


def upgrade() -> None:
    _resources()
    _openings()
    _days()
    _reservations()
    _counters()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _id(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=null)


def _int(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=null)


def _at(name: str, *, null: bool = False) -> sa.Column:
    return sa.Column(name, INSTANT, nullable=null)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _resources() -> None:
    table = "booking_resources"
    op.create_table(
        table,
        sa.Column("owner", sa.Text(), nullable=False),
        _id("district_id"),
        _int("capacity"),
        _int("slot_minutes"),
        _int("lead_minutes"),
        _int("horizon_days"),
        _int("hold_minutes"),
        _int("person_limit"),
        _int("cancel_minutes"),
        sa.Column("late_cancel", sa.Text(), nullable=False),
        _int("grace_minutes"),
        _int("no_show_limit"),
        _int("no_show_days"),
        _int("barred_days"),
        sa.Column("follows_calendar", sa.Boolean(), nullable=False),
        _int("last_number"),
        _at("closed_at", null=True),
        _id("id"),
        _check(
            table,
            "slots",
            "capacity BETWEEN 1 AND 1000 AND slot_minutes BETWEEN 5 AND 1440",
        ),
        _check(
            table,
            "times",
            "lead_minutes >= 0 AND horizon_days BETWEEN 1 AND 366 AND hold_minutes BETWEEN 1 AND 60"
            " AND cancel_minutes >= 0 AND grace_minutes >= 0 AND person_limit BETWEEN 1 AND 100",
        ),
        _check(
            table,
            "absences",
            "no_show_limit >= 0 AND no_show_days >= 1 AND barred_days >= 0",
        ),
        _check(table, "late_cancel", "late_cancel IN ('refuse', 'count')"),
        _to(table, "district_id", "places"),
        _key(table, "id"),
    )


def _openings() -> None:
    table = "booking_openings"
    op.create_table(
        table,
        _id("resource_id"),
        _id("district_id"),
        _int("weekday"),
        _int("starts_minute"),
        _int("ends_minute"),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        _id("id"),
        postgresql.ExcludeConstraint(
            (sa.column("resource_id"), "="),
            (sa.column("weekday"), "="),
            (sa.text("int4range(starts_minute, ends_minute)"), "&&"),
            (sa.text("daterange(valid_from, valid_until)"), "&&"),
            using="gist",
            name="ex_booking_openings_overlap",
        ),
        _check(table, "weekday", "weekday BETWEEN 0 AND 7"),
        _check(
            table,
            "interval",
            "0 <= starts_minute AND starts_minute < ends_minute AND ends_minute <= 1440",
        ),
        _check(table, "valid", "valid_until > valid_from"),
        _to(table, "resource_id", "booking_resources"),
        _to(table, "district_id", "places"),
        _key(table, "id"),
    )


def _days() -> None:
    table = "booking_days"
    op.create_table(
        table,
        _id("resource_id"),
        sa.Column("day", sa.Date(), nullable=False),
        _id("district_id"),
        sa.Column("openings", postgresql.JSONB(), nullable=False),
        _to(table, "resource_id", "booking_resources"),
        _to(table, "district_id", "places"),
        _key(table, "resource_id", "day"),
    )


def _reservations() -> None:
    table = "booking_reservations"
    period = sa.text("tstzrange(begins_at, ends_at)")
    op.create_table(
        table,
        _id("resource_id"),
        _id("district_id"),
        _id("person_id"),
        _id("made_by_id"),
        _int("number"),
        _at("begins_at"),
        _at("ends_at"),
        _int("seat", null=True),
        sa.Column("state", sa.Text(), nullable=False),
        _at("made_at"),
        _at("expires_at", null=True),
        _at("cancel_by"),
        sa.Column("late", sa.Boolean(), nullable=False),
        _at("ended_at", null=True),
        _id("id"),
        postgresql.ExcludeConstraint(
            (sa.column("resource_id"), "="),
            (sa.column("seat"), "="),
            (period, "&&"),
            where=SEATED,
            using="gist",
            name="ex_booking_reservations_seat",
        ),
        postgresql.ExcludeConstraint(
            (sa.column("resource_id"), "="),
            (sa.column("person_id"), "="),
            (period, "&&"),
            where=LIVE,
            using="gist",
            name="ex_booking_reservations_person",
        ),
        sa.UniqueConstraint(
            "resource_id", "number", name=op.f("uq_booking_reservations_resource_id_number")
        ),
        _check(
            table,
            "state",
            "state IN ('held', 'booked', 'waiting', 'cancelled', 'expired', 'attended', 'no_show')",
        ),
        _check(
            table,
            "seated",
            "CASE WHEN state IN ('held', 'booked', 'attended', 'no_show') THEN seat IS NOT NULL"
            " AND seat > 0 WHEN state = 'waiting' THEN seat IS NULL ELSE true END",
        ),
        _check(table, "held", "state <> 'held' OR expires_at IS NOT NULL"),
        _check(table, "lasts", "ends_at > begins_at"),
        _to(table, "resource_id", "booking_resources"),
        _to(table, "district_id", "places"),
        _to(table, "person_id", "persons"),
        _to(table, "made_by_id", "persons"),
        _key(table, "id"),
    )
    for name, columns, where in (
        ("page", ["resource_id", "begins_at", "id"], None),
        ("person_id_page", ["person_id", "begins_at", "id"], None),
        ("made_by_id", ["made_by_id"], None),
        ("line", ["resource_id", "begins_at", "number"], "state = 'waiting'"),
        ("expires_at", ["expires_at"], "state = 'held'"),
        ("live_ends_at", ["ends_at"], LIVE.text),
        ("strikes", ["person_id", "resource_id", "begins_at"], "state = 'no_show' OR late"),
        ("ends_at", ["ends_at"], None),
    ):
        op.create_index(
            f"ix_{table}_{name}",
            table,
            columns,
            postgresql_where=None if where is None else sa.text(where),
        )


def _counters() -> None:
    table = "appointment_counters"
    op.create_table(
        table,
        _id("resource_id"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("serves", sa.Text(), nullable=False),
        sa.Column("bring", sa.Text(), nullable=True),
        sa.Column("whole_subdistrict", sa.Boolean(), nullable=False),
        _id("made_by_id"),
        _at("made_at"),
        _at("closed_at", null=True),
        _int("version"),
        _id("id"),
        *(
            _id(name)
            for name in ("city_id", "district_id", "subdistrict_id", "community_id", "place_id")
        ),
        *(_id(name, null=True) for name in ("compound_id", "building_id")),
        *(_id(name, null=True) for name in ("general_grid_id", "micro_grid_id", "made_grid_id")),
        *(
            _to(table, name, "places")
            for name in (
                *("city_id", "district_id", "subdistrict_id", "community_id", "place_id"),
                *("compound_id", "building_id"),
            )
        ),
        *(
            _to(table, name, "grids")
            for name in ("general_grid_id", "micro_grid_id", "made_grid_id")
        ),
        _to(table, "resource_id", "booking_resources"),
        _to(table, "made_by_id", "persons"),
        sa.UniqueConstraint("resource_id", name=op.f("uq_appointment_counters_resource_id")),
        _key(table, "id"),
    )
    op.create_index(
        "ix_appointment_counters_community_id_page",
        table,
        ["community_id", "made_at", "id"],
    )
    op.create_index(
        "ix_appointment_counters_subdistrict_id_page",
        table,
        ["subdistrict_id", "made_at", "id"],
    )
    op.create_index(
        "ix_appointment_counters_micro_grid_id_page",
        table,
        ["micro_grid_id", "made_at", "id"],
    )
    op.create_index("ix_appointment_counters_made_by_id", table, ["made_by_id"])
