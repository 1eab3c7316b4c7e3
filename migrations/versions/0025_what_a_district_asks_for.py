"""What a district asks for: indexes that its lists were found to want."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

REGISTER = (
    "register_people",
    "register_occupancies",
    "register_premises",
    "register_facts",
    "register_corrections",
)


def upgrade() -> None:
    op.drop_index(op.f("ix_postings_person_id"), "postings")
    op.create_index(
        op.f("ix_postings_person_id"),
        "postings",
        ["person_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    for table in REGISTER:
        op.create_index(f"ix_{table}_micro_grid_id_whole", table, ["micro_grid_id"])
    op.create_index(
        op.f("ix_tickets_filed_by_id"),
        "tickets",
        ["filed_by_id"],
        postgresql_where=sa.text("filed_by_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_tickets_filed_by_id"), "tickets")
    for table in REGISTER:
        op.drop_index(f"ix_{table}_micro_grid_id_whole", table)
    op.drop_index(op.f("ix_postings_person_id"), "postings")
    op.create_index(op.f("ix_postings_person_id"), "postings", ["person_id"])
