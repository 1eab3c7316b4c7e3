"""What a line of an import meant when it was checked."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("register_import_lines", sa.Column("meaning", sa.LargeBinary(), nullable=True))


def downgrade() -> None:
    op.drop_column("register_import_lines", "meaning")
