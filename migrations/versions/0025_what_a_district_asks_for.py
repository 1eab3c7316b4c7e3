"""What a district asks for: indexes that its lists were found to want."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.drop_index(op.f("ix_postings_person_id"), "postings")
    op.create_index(
        op.f("ix_postings_person_id"),
        "postings",
        ["person_id"],
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_postings_person_id"), "postings")
    op.create_index(op.f("ix_postings_person_id"), "postings", ["person_id"])
