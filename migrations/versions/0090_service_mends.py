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
# What offices list by its state: the column of its order, those of whose scope it may be.
LISTED = {
    "disclosures": (
        "made_at",
        ("city_id", "district_id", "subdistrict_id", "community_id", "compound_id"),
    ),
    "roster_entries": ("proposed_at", ("subdistrict_id", "community_id", "micro_grid_id")),
}


def upgrade() -> None:
    nothing = sa.Column("stated", JSONB(), nullable=False, server_default=sa.text("'[]'"))
    op.add_column(CERTIFICATES, nothing)
    op.alter_column(CERTIFICATES, "stated", server_default=None)
    for name, table, columns in _by_state():
        op.create_index(name, table, columns)


def downgrade() -> None:
    for name, table, _ in _by_state():
        op.drop_index(name, table)
    op.drop_column(CERTIFICATES, "stated")


def _by_state() -> list[tuple[str, str, list[str]]]:
    return [
        (f"ix_{table}_{column}_state", table, [column, "state", order, "id"])
        for table, (order, columns) in LISTED.items()
        for column in columns
    ]
