"""What readers found of earning and taking back."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0076"
down_revision: str | None = "0075"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CREDITS = "manual_credits"
STATES = "state IN ('pending', 'approved', 'declined', 'withdrawn', 'reversed'{})"


def upgrade() -> None:
    _states(STATES.format(", 'lapsed'"))
    op.create_index(
        "ix_manual_credits_lapsing",
        CREDITS,
        ["asked_at", "id"],
        postgresql_where=sa.text("state = 'pending'"),
    )


def downgrade() -> None:
    op.drop_index("ix_manual_credits_lapsing", CREDITS)
    op.execute(f"UPDATE {CREDITS} SET state = 'withdrawn' WHERE state = 'lapsed'")
    _states(STATES.format(""))


def _states(said: str) -> None:
    op.drop_constraint(op.f("ck_manual_credits_state"), CREDITS)
    op.create_check_constraint(op.f("ck_manual_credits_state"), CREDITS, said)
