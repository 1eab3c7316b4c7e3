"""What services, rosters and needs lacked."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0090"
down_revision: str | None = "0089"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CERTIFICATES = "service_certificates"


def upgrade() -> None:
    nothing = sa.Column("stated", JSONB(), nullable=False, server_default=sa.text("'[]'"))
    op.add_column(CERTIFICATES, nothing)
    op.alter_column(CERTIFICATES, "stated", server_default=None)


def downgrade() -> None:
    op.drop_column(CERTIFICATES, "stated")
