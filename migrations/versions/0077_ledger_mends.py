"""What readers found of rules, alarms, budgets and the ledger."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0077"
down_revision: str | None = "0076"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

ENDS = "earning_rule_ends"
LOT_FACTS = "id, district_id, account_id, transfer_id, points, expires_on, came_at"
"""All of a lot but what remains of it."""


def upgrade() -> None:
    # A constant default: rows of an append-only table are filled in without being changed.
    op.add_column(ENDS, sa.Column("number", sa.Integer(), server_default="1", nullable=False))
    op.alter_column(ENDS, "number", server_default=None)
    op.drop_constraint(op.f("pk_earning_rule_ends"), ENDS, type_="primary")
    op.create_primary_key(op.f("pk_earning_rule_ends"), ENDS, ["rule_id", "number"])
    op.execute(
        f"CREATE TRIGGER refuse_change BEFORE UPDATE OF {LOT_FACTS} ON points_lots "
        "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
    )
    op.create_index(
        "ix_ledger_accounts_kind_page", "ledger_accounts", ["kind", "district_id", "ledger", "id"]
    )


def downgrade() -> None:
    op.drop_index("ix_ledger_accounts_kind_page", "ledger_accounts")
    op.execute("DROP TRIGGER refuse_change ON points_lots")
    # Of the ends of a rule only one has room: the earliest, which is the one that holds.
    op.execute(f"ALTER TABLE {ENDS} DISABLE TRIGGER refuse_change")
    op.execute(
        f"DELETE FROM {ENDS} AS late USING {ENDS} AS early WHERE early.rule_id = late.rule_id "
        "AND (early.ends_at, early.number) < (late.ends_at, late.number)"
    )
    op.execute(f"ALTER TABLE {ENDS} ENABLE TRIGGER refuse_change")
    op.drop_constraint(op.f("pk_earning_rule_ends"), ENDS, type_="primary")
    op.drop_column(ENDS, "number")
    op.create_primary_key(op.f("pk_earning_rule_ends"), ENDS, ["rule_id"])
