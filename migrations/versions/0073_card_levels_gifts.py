"""Levels and gifts of the points card."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0073"
down_revision: str | None = "0072"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")
UUID, TEXT, INTEGER, SMALL = sa.Uuid(), sa.Text(), sa.Integer(), sa.SmallInteger()
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("points_cards", _maybe("frozen_at", INSTANT))
    _card_ladders()
    _card_level_marks()
    _card_gift_policies()
    _card_gift_tries()
    _card_gifts()
    _card_freezes()
    for name in ("card_ladders", "card_gift_policies"):
        _guard(name)


def downgrade() -> None:
    for table in (
        "card_freezes",
        "card_gifts",
        "card_gift_tries",
        "card_gift_policies",
        "card_level_marks",
        "card_ladders",
    ):
        op.drop_table(table)
    op.drop_column("points_cards", "frozen_at")


def _col(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False)


def _maybe(name: str, kind: Any) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=True)


def _fk(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _ck(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _pk(table: str, column: str = "id") -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{table}"))


def _index(table: str, *columns: str, name: str | None = None, **more: Any) -> None:
    op.create_index(name or op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns), **more)


def _guard(table: str) -> None:
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _card_ladders() -> None:
    table = "card_ladders"
    op.create_table(
        table,
        _col("place_id", UUID),
        _col("period", TEXT),
        _col("steps", postgresql.JSONB(astext_type=sa.Text())),
        _col("valid_from", INSTANT),
        _col("set_by_id", UUID),
        _col("set_at", INSTANT),
        _col("id", UUID),
        _ck(table, "period", "period IN ('twelve_months', 'lifetime')"),
        _ck(table, "bounded", "jsonb_array_length(steps) <= 10"),
        _fk(table, "place_id", "places.id"),
        _fk(table, "set_by_id", "persons.id"),
        _pk(table),
    )
    _index(table, "place_id", "valid_from", "id")


def _card_level_marks() -> None:
    table = "card_level_marks"
    op.create_table(
        table,
        _col("card_id", UUID),
        _col("district_id", UUID),
        _col("title", TEXT),
        _col("threshold_points", INTEGER),
        _col("reached_at", INSTANT),
        _ck(table, "some", "threshold_points >= 0"),
        _fk(table, "card_id", "points_cards.id"),
        _fk(table, "district_id", "places.id"),
        _pk(table, "card_id"),
    )


def _card_gift_policies() -> None:
    table = "card_gift_policies"
    points = (
        *("least_points", "most_points", "giver_day_points", "giver_month_points"),
        *("receiver_day_points", "receiver_month_points"),
    )
    op.create_table(
        table,
        _col("place_id", UUID),
        _col("enabled", sa.Boolean()),
        *(_col(name, INTEGER) for name in points),
        *(_col(name, SMALL) for name in ("opened_days", "rest_days", "circle_days")),
        *(_col(name, SMALL) for name in ("answer_days", "least_level")),
        _col("valid_from", INSTANT),
        _col("set_by_id", UUID),
        _col("set_at", INSTANT),
        _col("id", UUID),
        _ck(table, "a_gift", "least_points BETWEEN 1 AND most_points"),
        _ck(table, "given", "giver_day_points BETWEEN 1 AND giver_month_points"),
        _ck(table, "received", "receiver_day_points BETWEEN 1 AND receiver_month_points"),
        _ck(
            table,
            "waits",
            "opened_days >= 0 AND rest_days >= 0 AND circle_days >= 0 AND answer_days > 0",
        ),
        _ck(table, "level", "least_level BETWEEN 2 AND 4"),
        _fk(table, "place_id", "places.id"),
        _fk(table, "set_by_id", "persons.id"),
        _pk(table),
    )
    _index(table, "place_id", "valid_from", "id")


def _card_gift_tries() -> None:
    table = "card_gift_tries"
    op.create_table(
        table,
        _col("district_id", UUID),
        _col("giver_id", UUID),
        _maybe("receiver_id", UUID),
        _col("tried_at", INSTANT),
        _col("id", UUID),
        _fk(table, "district_id", "places.id"),
        _fk(table, "giver_id", "persons.id"),
        _fk(table, "receiver_id", "persons.id"),
        _pk(table),
    )
    _index(table, "giver_id", "tried_at")
    _index(table, "receiver_id")
    _index(table, "tried_at", name="ix_card_gift_tries_old")


def _card_gifts() -> None:
    table = "card_gifts"
    states = "'offered', 'accepted', 'declined', 'withdrawn', 'expired'"
    op.create_table(
        table,
        *(_col(name, UUID) for name in ("district_id", "community_id", "giver_id", "receiver_id")),
        _col("amount_points", INTEGER),
        _maybe("message", TEXT),
        _col("state", TEXT),
        _col("hold_id", UUID),
        _maybe("transfer_id", UUID),
        _col("offered_at", INSTANT),
        _col("answer_by", INSTANT),
        _maybe("closed_at", INSTANT),
        _col("id", UUID),
        _ck(table, "some", "amount_points > 0"),
        _ck(table, "another", "giver_id <> receiver_id"),
        _ck(table, "state", f"state IN ({states})"),
        _ck(table, "closed", "(state = 'offered') = (closed_at IS NULL)"),
        _ck(table, "paid", "(state = 'accepted') = (transfer_id IS NOT NULL)"),
        _fk(table, "district_id", "places.id"),
        _fk(table, "community_id", "places.id"),
        _fk(table, "giver_id", "persons.id"),
        _fk(table, "receiver_id", "persons.id"),
        _fk(table, "hold_id", "ledger_holds.id"),
        _fk(table, "transfer_id", "ledger_transfers.id"),
        _pk(table),
        sa.UniqueConstraint("hold_id", name=op.f(f"uq_{table}_hold_id")),
        sa.UniqueConstraint("transfer_id", name=op.f(f"uq_{table}_transfer_id")),
    )
    _index(table, "giver_id", "offered_at", "id", name="ix_card_gifts_giver_page")
    _index(table, "receiver_id", "offered_at", "id", name="ix_card_gifts_receiver_page")
    offered = sa.text("state = 'offered'")
    _index(table, "answer_by", name="ix_card_gifts_due", postgresql_where=offered)


def _card_freezes() -> None:
    table = "card_freezes"
    op.create_table(
        table,
        *(_col(name, UUID) for name in (*SCOPES, "card_id", "alarm_id")),
        _col("reason", TEXT),
        _col("frozen_by_id", UUID),
        _col("frozen_at", INSTANT),
        _maybe("thaw_reason", TEXT),
        _maybe("thawed_by_id", UUID),
        _maybe("thawed_at", INSTANT),
        _col("id", UUID),
        _ck(table, "thawed", "(thawed_at IS NULL) = (thawed_by_id IS NULL)"),
        _ck(table, "two", "thawed_by_id <> frozen_by_id"),
        *(_fk(table, name, "places.id") for name in SCOPES),
        _fk(table, "card_id", "points_cards.id"),
        _fk(table, "alarm_id", "points_alarms.id"),
        _fk(table, "frozen_by_id", "persons.id"),
        _fk(table, "thawed_by_id", "persons.id"),
        _pk(table),
    )
    standing = sa.text("thawed_at IS NULL")
    for column in SCOPES:
        page = (column, "frozen_at", "id")
        _index(table, *page, name=f"ix_card_freezes_{column}_page")
        _index(table, *page, name=f"ix_card_freezes_{column}_standing", postgresql_where=standing)
    _index(
        table, "card_id", name="uq_card_freezes_standing", unique=True, postgresql_where=standing
    )
    for column in ("alarm_id", "frozen_by_id", "thawed_by_id"):
        _index(table, column)
