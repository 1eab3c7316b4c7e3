"""Issuance budgets, manual credits, alarms of points."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0066"
down_revision: str | None = "0065"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")
APPEND_ONLY = ("points_draws", "points_draw_budgets", "points_give_backs")
UUID, TEXT, INTEGER, DAY = sa.Uuid(), sa.Text(), sa.Integer(), sa.Date()
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _points_budgets()
    _points_budget_versions()
    _points_draws()
    _points_draw_budgets()
    _points_give_backs()
    _manual_credits()
    _manual_credit_photos()
    _manual_credit_limits()
    _points_alarm_rules()
    _points_alarm_counts()
    _points_alarms()
    for name in APPEND_ONLY:
        _guard(name)


def downgrade() -> None:
    for table in (
        "points_alarms",
        "points_alarm_counts",
        "points_alarm_rules",
        "manual_credit_limits",
        "manual_credit_photos",
        "manual_credits",
        "points_give_backs",
        "points_draw_budgets",
        "points_draws",
        "points_budget_versions",
        "points_budgets",
    ):
        op.drop_table(table)


def _col(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _maybe(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _fk(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _ck(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _guard(table: str) -> None:
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _points_budgets() -> None:
    table = "points_budgets"
    op.create_table(
        table,
        *(_col(name, UUID) for name in ("city_id", "district_id")),
        *(_maybe(name, UUID) for name in ("subdistrict_id", "community_id")),
        _col("office_id", UUID),
        _col("period", TEXT),
        *(_col(name, DAY) for name in ("starts_on", "ends_on")),
        *(_col(name, INTEGER) for name in ("points", "drawn_points")),
        _col("pays_part", sa.Boolean()),
        _col("short_times", INTEGER),
        _col("short_points", sa.BigInteger()),
        *(_col(name, INTEGER) for name in ("warned_percent", "version")),
        _col("set_at", INSTANT),
        _col("id", UUID),
        _ck(table, "period", "period IN ('month', 'quarter', 'year')"),
        _ck(table, "drawn", "drawn_points BETWEEN 0 AND points"),
        _ck(table, "short", "short_times >= 0 AND short_points >= 0"),
        _ck(table, "in_order", "starts_on < ends_on"),
        _ck(table, "warned", "warned_percent IN (0, 80, 100)"),
        _fk(table, "city_id", "places.id"),
        _fk(table, "community_id", "places.id"),
        _fk(table, "district_id", "places.id"),
        _fk(table, "office_id", "places.id"),
        _fk(table, "subdistrict_id", "places.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index("ix_points_budgets_holding", table, ["district_id", "ends_on", "starts_on"])
    op.create_index(
        "uq_points_budgets_period",
        table,
        ["office_id", "community_id", "period", "starts_on"],
        unique=True,
        postgresql_nulls_not_distinct=True,
    )
    for column in SCOPES:
        op.create_index(f"ix_points_budgets_{column}_page", table, [column, "starts_on", "id"])


def _points_budget_versions() -> None:
    table = "points_budget_versions"
    op.create_table(
        table,
        _col("budget_id", UUID),
        _col("version", INTEGER),
        _col("district_id", UUID),
        _col("points", INTEGER),
        _col("pays_part", sa.Boolean()),
        _col("reason", TEXT),
        _col("set_by_id", UUID),
        _col("set_at", INSTANT),
        _ck(table, "numbered", "version > 0 AND points >= 0"),
        _fk(table, "budget_id", "points_budgets.id"),
        _fk(table, "district_id", "places.id"),
        _fk(table, "set_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("budget_id", "version", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        op.f("ix_points_budget_versions_set_by_id"), "points_budget_versions", ["set_by_id"]
    )


def _points_draws() -> None:
    table = "points_draws"
    op.create_table(
        table,
        _col("key", TEXT),
        *(_col(name, UUID) for name in ("district_id", "community_id")),
        *(_col(name, INTEGER) for name in ("asked_points", "points")),
        _col("drawn_on", DAY),
        _col("drawn_at", INSTANT),
        _ck(table, "granted", "points BETWEEN 0 AND asked_points"),
        _fk(table, "community_id", "places.id"),
        _fk(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("key", name=op.f(f"pk_{table}")),
    )


def _points_draw_budgets() -> None:
    table = "points_draw_budgets"
    op.create_table(
        table,
        _col("draw_key", TEXT),
        *(_col(name, UUID) for name in ("budget_id", "district_id")),
        _fk(table, "budget_id", "points_budgets.id"),
        _fk(table, "district_id", "places.id"),
        _fk(table, "draw_key", "points_draws.key"),
        sa.PrimaryKeyConstraint("draw_key", "budget_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f("ix_points_draw_budgets_budget_id"), "points_draw_budgets", ["budget_id"])


def _points_give_backs() -> None:
    table = "points_give_backs"
    op.create_table(
        table,
        *(_col(name, TEXT) for name in ("key", "draw_key")),
        _col("district_id", UUID),
        _col("points", INTEGER),
        _col("given_on", DAY),
        _col("given_at", INSTANT),
        _ck(table, "given", "points >= 0"),
        _fk(table, "district_id", "places.id"),
        _fk(table, "draw_key", "points_draws.key"),
        sa.PrimaryKeyConstraint("key", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f("ix_points_give_backs_draw_key"), "points_give_backs", ["draw_key"])


def _manual_credits() -> None:
    table = "manual_credits"
    op.create_table(
        table,
        *(
            _col(name, UUID)
            for name in ("city_id", "district_id", "subdistrict_id", "community_id", "person_id")
        ),
        _col("amount_points", INTEGER),
        *(_col(name, TEXT) for name in ("reason", "note")),
        _maybe("reference", TEXT),
        _col("state", TEXT),
        _col("asked_by_id", UUID),
        _col("asked_on", DAY),
        _col("asked_at", INSTANT),
        _maybe("closed_by_id", UUID),
        _maybe("closing_note", TEXT),
        _maybe("closed_at", INSTANT),
        *(_maybe(name, UUID) for name in ("transfer_id", "reversed_by_id")),
        _maybe("reversal_note", TEXT),
        _maybe("reversed_at", INSTANT),
        _maybe("reversal_transfer_id", UUID),
        _maybe("taken_points", INTEGER),
        _col("id", UUID),
        _ck(table, "closed", "(state = 'pending') = (closed_at IS NULL)"),
        _ck(table, "reversed", "(state = 'reversed') = (reversed_at IS NOT NULL)"),
        _ck(table, "paid", "(state IN ('approved', 'reversed')) = (transfer_id IS NOT NULL)"),
        _ck(
            table, "state", "state IN ('pending', 'approved', 'declined', 'withdrawn', 'reversed')"
        ),
        _ck(table, "some", "amount_points > 0"),
        _ck(table, "taken", "taken_points BETWEEN 0 AND amount_points"),
        _fk(table, "asked_by_id", "persons.id"),
        _fk(table, "city_id", "places.id"),
        _fk(table, "closed_by_id", "persons.id"),
        _fk(table, "community_id", "places.id"),
        _fk(table, "district_id", "places.id"),
        _fk(table, "person_id", "persons.id"),
        _fk(table, "reversal_transfer_id", "ledger_transfers.id"),
        _fk(table, "reversed_by_id", "persons.id"),
        _fk(table, "subdistrict_id", "places.id"),
        _fk(table, "transfer_id", "ledger_transfers.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("reversal_transfer_id", name=op.f(f"uq_{table}_reversal_transfer_id")),
        sa.UniqueConstraint("transfer_id", name=op.f(f"uq_{table}_transfer_id")),
    )
    op.create_index("ix_manual_credits_asker", table, ["asked_by_id", "district_id", "asked_on"])
    op.create_index(op.f("ix_manual_credits_closed_by_id"), "manual_credits", ["closed_by_id"])
    op.create_index("ix_manual_credits_person_id", table, ["person_id", "asked_at", "id"])
    op.create_index("ix_manual_credits_receiver", table, ["person_id", "district_id", "asked_on"])
    op.create_index(op.f("ix_manual_credits_reversed_by_id"), "manual_credits", ["reversed_by_id"])
    for column in SCOPES:
        op.create_index(f"ix_manual_credits_{column}_page", table, [column, "asked_at", "id"])
    for column in SCOPES:
        op.create_index(
            f"ix_manual_credits_{column}_pending",
            table,
            [column, "asked_at", "id"],
            postgresql_where=sa.text("state = 'pending'"),
        )


def _manual_credit_photos() -> None:
    table = "manual_credit_photos"
    op.create_table(
        table,
        *(_col(name, UUID) for name in ("credit_id", "file_id", "district_id")),
        _fk(table, "credit_id", "manual_credits.id"),
        _fk(table, "district_id", "places.id"),
        _fk(table, "file_id", "files.id"),
        sa.PrimaryKeyConstraint("credit_id", "file_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f("ix_manual_credit_photos_file_id"), "manual_credit_photos", ["file_id"])


def _manual_credit_limits() -> None:
    table = "manual_credit_limits"
    op.create_table(
        table,
        _col("district_id", UUID),
        *(_col(name, INTEGER) for name in ("per_receiver_month", "per_asker_day")),
        _col("set_by_id", UUID),
        _col("set_at", INSTANT),
        _ck(table, "some", "per_receiver_month > 0 AND per_asker_day > 0"),
        _fk(table, "district_id", "places.id"),
        _fk(table, "set_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("district_id", name=op.f(f"pk_{table}")),
    )


def _points_alarm_rules() -> None:
    table = "points_alarm_rules"
    op.create_table(
        table,
        _col("district_id", UUID),
        _col("kind", TEXT),
        _col("enabled", sa.Boolean()),
        *(_col(name, INTEGER) for name in ("threshold", "window_minutes")),
        _col("set_by_id", UUID),
        _col("set_at", INSTANT),
        _ck(table, "some", "threshold > 0 AND window_minutes > 0"),
        _fk(table, "district_id", "places.id"),
        _fk(table, "set_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("district_id", "kind", name=op.f(f"pk_{table}")),
    )


def _points_alarm_counts() -> None:
    table = "points_alarm_counts"
    op.create_table(
        table,
        _col("kind", TEXT),
        *(_col(name, UUID) for name in ("district_id", "person_id", "other_id")),
        _col("slice_at", INSTANT),
        _col("amount", sa.BigInteger()),
        _ck(table, "some", "amount > 0"),
        _fk(table, "district_id", "places.id"),
        _fk(table, "other_id", "persons.id"),
        _fk(table, "person_id", "persons.id"),
        sa.PrimaryKeyConstraint(
            "kind", "district_id", "person_id", "other_id", "slice_at", name=op.f(f"pk_{table}")
        ),
    )
    op.create_index("ix_points_alarm_counts_old", table, ["slice_at"])


def _points_alarms() -> None:
    table = "points_alarms"
    op.create_table(
        table,
        _col("kind", TEXT),
        *(
            _col(name, UUID)
            for name in (
                "city_id",
                "district_id",
                "subdistrict_id",
                "community_id",
                "person_id",
                "other_id",
            )
        ),
        _col("amount", sa.BigInteger()),
        *(_col(name, INTEGER) for name in ("threshold", "window_minutes")),
        _col("state", TEXT),
        *(_col(name, INSTANT) for name in ("raised_at", "last_at")),
        _maybe("decided_by_id", UUID),
        _maybe("decision", TEXT),
        _maybe("decided_at", INSTANT),
        _col("id", UUID),
        _ck(table, "decided", "(state = 'open') = (decided_at IS NULL)"),
        _ck(table, "state", "state IN ('open', 'cleared', 'confirmed')"),
        _ck(table, "signed", "(decided_at IS NULL) = (decided_by_id IS NULL)"),
        _fk(table, "city_id", "places.id"),
        _fk(table, "community_id", "places.id"),
        _fk(table, "decided_by_id", "persons.id"),
        _fk(table, "district_id", "places.id"),
        _fk(table, "other_id", "persons.id"),
        _fk(table, "person_id", "persons.id"),
        _fk(table, "subdistrict_id", "places.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f("ix_points_alarms_decided_by_id"), "points_alarms", ["decided_by_id"])
    op.create_index(op.f("ix_points_alarms_other_id"), "points_alarms", ["other_id"])
    op.create_index("ix_points_alarms_person_id", table, ["person_id", "kind", "decided_at"])
    op.create_index(
        "uq_points_alarms_open",
        table,
        ["kind", "district_id", "person_id", "other_id"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )
    for column in SCOPES:
        op.create_index(
            f"ix_points_alarms_{column}_open",
            table,
            [column, "raised_at", "id"],
            postgresql_where=sa.text("state = 'open'"),
        )
    for column in SCOPES:
        op.create_index(f"ix_points_alarms_{column}_page", table, [column, "raised_at", "id"])
