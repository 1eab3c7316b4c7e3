"""What readers of tickets found."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0072"
down_revision: str | None = "0070"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


SOURCE = "ck_calendar_days_source"


def upgrade() -> None:
    op.drop_constraint(op.f(SOURCE), "calendar_days")
    op.create_check_constraint(
        op.f(SOURCE), "calendar_days", "source IN ('notice', 'statute', 'office')"
    )
    op.add_column(
        "ticket_marks", sa.Column("public", sa.Boolean(), server_default="false", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("ticket_marks", "public")
    # What a city entered would be taken for the library's.
    op.execute("DELETE FROM calendar_days WHERE source = 'office'")
    op.drop_constraint(op.f(SOURCE), "calendar_days")
    op.create_check_constraint(op.f(SOURCE), "calendar_days", "source IN ('notice', 'statute')")
