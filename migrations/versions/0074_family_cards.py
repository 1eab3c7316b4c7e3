"""Family cards and the card's own code."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0074"
down_revision: str | None = "0073"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CARDS, MEMBERS, LINES = "family_cards", "family_card_members", "family_card_lines"
CODES = "family_card_codes"
INSTANT, POINTS = sa.DateTime(timezone=True), sa.BigInteger()


def upgrade() -> None:
    op.add_column("stall_codes", _col("card", sa.Text(), default="own"))
    op.alter_column("stall_codes", "card", server_default=None)
    _cards()
    _members()
    _lines()
    _codes()


def downgrade() -> None:
    for table in (CODES, LINES, MEMBERS, CARDS):
        op.drop_table(table)
    # With a family's card nothing is paid any more.
    op.execute("DELETE FROM stall_codes WHERE card <> 'own'")
    op.drop_column("stall_codes", "card")


def _col(name: str, kind: Any, default: str | None = None) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=False, server_default=default)


def _refer(table: str, name: str, target: str) -> list[Any]:
    return [
        sa.Column(name, sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}")),
    ]


def _key(table: str, column: str = "id") -> Any:
    return sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{table}"))


def _unique(table: str, column: str) -> Any:
    return sa.UniqueConstraint(column, name=op.f(f"uq_{table}_{column}"))


def _index(table: str, *columns: str) -> None:
    op.create_index(op.f(f"ix_{table}_{'_'.join(columns)}"), table, list(columns))


def _cards() -> None:
    op.create_table(
        CARDS,
        *_refer(CARDS, "district_id", "places"),
        *_refer(CARDS, "dwelling_id", "places"),
        *_refer(CARDS, "account_id", "ledger_accounts"),
        _col("opened_at", INSTANT),
        sa.Column("dissolved_at", INSTANT, nullable=True),
        _col("id", sa.Uuid()),
        _key(CARDS),
        _unique(CARDS, "account_id"),
    )
    _index(CARDS, "dwelling_id")


def _members() -> None:
    op.create_table(
        MEMBERS,
        *_refer(MEMBERS, "family_card_id", CARDS),
        *_refer(MEMBERS, "district_id", "places"),
        *_refer(MEMBERS, "person_id", "persons"),
        _col("is_head", sa.Boolean()),
        sa.Column("day_limit", sa.Integer(), nullable=True),
        sa.Column("month_limit", sa.Integer(), nullable=True),
        _col("joined_at", INSTANT),
        sa.Column("left_at", INSTANT, nullable=True),
        _col("id", sa.Uuid()),
        sa.CheckConstraint(
            "day_limit >= 0 AND month_limit >= 0", name=op.f(f"ck_{MEMBERS}_limited")
        ),
        _key(MEMBERS),
    )
    for name, column, rule in (
        ("live", "person_id", "left_at IS NULL"),
        ("head", "family_card_id", "is_head"),
    ):
        called, where = f"uq_{MEMBERS}_{name}", sa.text(rule)
        op.create_index(called, MEMBERS, [column], unique=True, postgresql_where=where)
    _index(MEMBERS, "family_card_id", "joined_at", "id")
    _index(MEMBERS, "person_id", "left_at")


def _lines() -> None:
    op.create_table(
        LINES,
        *_refer(LINES, "family_card_id", CARDS),
        *_refer(LINES, "district_id", "places"),
        *_refer(LINES, "person_id", "persons"),
        _col("kind", sa.Text()),
        _col("points", POINTS),
        *_refer(LINES, "transfer_id", "ledger_transfers"),
        _col("at", INSTANT),
        _col("id", sa.Uuid()),
        sa.CheckConstraint("points > 0", name=op.f(f"ck_{LINES}_moved")),
        _key(LINES),
        _unique(LINES, "transfer_id"),
    )
    _index(LINES, "family_card_id", "person_id", "kind", "at")
    _index(LINES, "person_id", "at")


def _codes() -> None:
    op.create_table(
        CODES,
        *_refer(CODES, "person_id", "persons"),
        _col("code_kept", sa.LargeBinary()),
        _col("expires_at", INSTANT),
        sa.Column("used_at", INSTANT, nullable=True),
        _key(CODES, "person_id"),
        _unique(CODES, "code_kept"),
    )
