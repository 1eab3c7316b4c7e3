"""What readers found of orders, stalls and charity."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0079"
down_revision: str | None = "0078"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PAGED = ("organisation_id", "city_id", "district_id", "subdistrict_id", "community_id")
RESTS = """
    UPDATE charity_pools SET rests_points = moved.points FROM (
      SELECT p.id,
        sum(CASE WHEN t.credit_account_id = p.account_id THEN t.amount ELSE -t.amount END) AS points
      FROM charity_pools p
      JOIN ledger_transfers t ON p.account_id IN (t.credit_account_id, t.debit_account_id)
      WHERE t.reference_kind = 'charity_pool' GROUP BY p.id) moved
    WHERE moved.id = charity_pools.id
"""


def upgrade() -> None:
    op.add_column("redemptions", sa.Column("state", sa.Text(), nullable=True))
    op.execute(
        "UPDATE redemptions SET state = c.state FROM workflow_cases c"
        " WHERE c.id = redemptions.case_id"
    )
    op.alter_column("redemptions", "state", nullable=False)
    op.create_check_constraint(
        op.f("ck_redemptions_state"),
        "redemptions",
        "state IN ('reserved', 'fulfilled', 'cancelled', 'expired', 'refunded')",
    )
    for column in PAGED:
        op.create_index(
            f"ix_redemptions_{column}_state",
            "redemptions",
            [column, "state", "reserved_at", "id"],
        )
    op.add_column(
        "charity_pools",
        sa.Column("rests_points", sa.BigInteger(), server_default="0", nullable=False),
    )
    op.alter_column("charity_pools", "rests_points", server_default=None)
    op.execute(RESTS)
    op.add_column(
        "charity_allocation_rules", sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_charity_proposals_undecided",
        "charity_proposals",
        ["district_id", "proposed_at", "id"],
        postgresql_where=sa.text("state IN ('proposed', 'approved')"),
    )


def downgrade() -> None:
    op.drop_index("ix_charity_proposals_undecided", table_name="charity_proposals")
    op.drop_column("charity_allocation_rules", "tried_at")
    op.drop_column("charity_pools", "rests_points")
    for column in PAGED:
        op.drop_index(f"ix_redemptions_{column}_state", table_name="redemptions")
    op.drop_constraint(op.f("ck_redemptions_state"), "redemptions", type_="check")
    op.drop_column("redemptions", "state")
