"""Tickets whose clocks could not be reckoned, and return visits whose time is over."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0062"
down_revision: str | None = "0061"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FAULTS = "ticket_clock_faults"


def upgrade() -> None:
    op.create_table(
        FAULTS,
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f(f"fk_{FAULTS}_ticket_id")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f(f"fk_{FAULTS}_district_id")
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f(f"pk_{FAULTS}")),
    )
    op.add_column(
        "return_visits", sa.Column("overdue_told_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(
        "ix_return_visits_due_at",
        "return_visits",
        ["due_at"],
        postgresql_where=sa.text("done_at IS NULL AND overdue_told_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_return_visits_due_at", "return_visits")
    op.drop_column("return_visits", "overdue_told_at")
    op.drop_table(FAULTS)
