"""Documents: files that are neither photos nor spoken messages."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0091"
down_revision: str | None = "0090"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BEFORE = "(width IS NULL) = (height IS NULL) AND (width IS NULL) <> (seconds IS NULL)"
MEASURED = "(width IS NULL) = (height IS NULL) AND num_nonnulls(width, seconds, pages) = 1"
TITLED = (
    "CASE WHEN pages IS NULL OR erased_at IS NOT NULL THEN title IS NULL ELSE title IS NOT NULL END"
)


def upgrade() -> None:
    op.add_column("files", sa.Column("pages", sa.Integer(), nullable=True))
    op.add_column("files", sa.Column("title", sa.Text(), nullable=True))
    _measured(MEASURED)
    _check("ck_files_titled", TITLED)


def downgrade() -> None:
    """Refused while there are documents."""
    _measured(BEFORE)
    op.drop_constraint(op.f("ck_files_titled"), "files", type_="check")
    op.drop_column("files", "title")
    op.drop_column("files", "pages")


def _measured(said: str) -> None:
    op.drop_constraint(op.f("ck_files_measured"), "files", type_="check")
    _check("ck_files_measured", said)


def _check(name: str, said: str) -> None:
    """Nobody who is shown a photo waits for the look at all rows."""
    op.create_check_constraint(op.f(name), "files", said, postgresql_not_valid=True)
    op.execute(f"ALTER TABLE files VALIDATE CONSTRAINT {name}")
