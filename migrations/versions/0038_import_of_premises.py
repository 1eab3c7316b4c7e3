"""Imports that bring premises, what premises do, and who is what to the head of a household."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0038"
down_revision: str | None = "0037"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("register_occupancies", sa.Column("relation", sa.Text(), nullable=True))
    op.create_index(
        "uq_register_occupancies_head",
        "register_occupancies",
        ["place_id", "household"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL AND relation = 'head'"),
    )
    op.add_column("register_premises", sa.Column("business", sa.Text(), nullable=True))
    op.add_column("register_premises", sa.Column("opened_on", sa.Date(), nullable=True))
    # Every file until now brought people.
    op.add_column(
        "register_imports",
        sa.Column("kind", sa.Text(), server_default="people", nullable=False),
    )
    op.alter_column("register_imports", "kind", server_default=None)


def downgrade() -> None:
    """What only premises' files said cannot be told by an older program: their lines stay."""
    op.drop_column("register_imports", "kind")
    op.drop_column("register_premises", "opened_on")
    op.drop_column("register_premises", "business")
    op.drop_index("uq_register_occupancies_head", table_name="register_occupancies")
    op.drop_column("register_occupancies", "relation")
