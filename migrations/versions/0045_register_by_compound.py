"""The register by compound, for whoever serves one."""

from collections.abc import Sequence

from alembic import op

revision: str = "0045"
down_revision: str | None = "0044"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "register_people",
    "register_occupancies",
    "register_premises",
    "register_facts",
    "register_corrections",
)


def upgrade() -> None:
    for table in TABLES:
        op.create_index(f"ix_{table}_compound_id", table, ["compound_id"])


def downgrade() -> None:
    for table in TABLES:
        op.drop_index(f"ix_{table}_compound_id", table)
