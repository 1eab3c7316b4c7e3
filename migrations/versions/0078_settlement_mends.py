"""What readers found of settlements and pledges."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0078"
down_revision: str | None = "0077"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STATEMENTS, LINES = "settlement_statements", "settlement_lines"
PLEDGES, AGREEMENTS = "charity_unit_pledges", "partner_agreements"
WERE_HEARD = (
    *("charity_pledges.count_sale", "charity_pledges.share_income"),
    "charity_pledges.give_back_share",
)


def upgrade() -> None:
    op.add_column(LINES, sa.Column("fen_per_100_points", sa.Integer()))
    op.execute(
        f"UPDATE {LINES} SET fen_per_100_points = said.fen_per_100_points FROM {STATEMENTS} said"
        f" WHERE said.id = {LINES}.statement_id"
    )
    op.alter_column(LINES, "fen_per_100_points", nullable=False)
    op.add_column(STATEMENTS, sa.Column("worth", sa.BigInteger()))
    op.execute(f"UPDATE {STATEMENTS} SET worth = amount_points * fen_per_100_points")
    op.alter_column(STATEMENTS, "worth", nullable=False)
    op.create_check_constraint(op.f(f"ck_{STATEMENTS}_worth"), STATEMENTS, "worth >= 0")
    # What was signed before stays as it was signed.
    for table, condition in (
        (STATEMENTS, "confirmed_by_id NOT IN (prepared_by_id, paid_by_id)"),
        (AGREEMENTS, "signed_by_id <> offered_by_id"),
    ):
        op.create_check_constraint(
            op.f(f"ck_{table}_two_sides"), table, condition, postgresql_not_valid=True
        )
    _rest("rest_units < every_units")
    # They stand in no statement yet, and count with the one that they come to stand in.
    op.execute(f"DELETE FROM jobs WHERE name IN {WERE_HEARD}")


def downgrade() -> None:
    op.execute(f"UPDATE {PLEDGES} SET rest_units = 0 WHERE rest_units < 0")
    _rest("rest_units >= 0 AND rest_units < every_units")
    for table in (AGREEMENTS, STATEMENTS):
        op.drop_constraint(op.f(f"ck_{table}_two_sides"), table)
    op.drop_column(STATEMENTS, "worth")
    op.drop_column(LINES, "fen_per_100_points")


def _rest(condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{PLEDGES}_rest"), PLEDGES)
    op.create_check_constraint(op.f(f"ck_{PLEDGES}_rest"), PLEDGES, condition)
