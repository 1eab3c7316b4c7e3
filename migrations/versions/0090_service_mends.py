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
GUIDES = (("services", "draft"), ("services", "published"), ("service_editions", "guide"))
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
    _write_guides("jsonb_set({column}, '{{result,states}}', '[]')")
    for name, table, columns in _by_state():
        op.create_index(name, table, columns)


def downgrade() -> None:
    _write_guides("{column} #- '{{result,states}}'")
    for name, table, _ in _by_state():
        op.drop_index(name, table)
    op.drop_column(CERTIFICATES, "stated")


def _write_guides(as_: str) -> None:
    """Guides say which answers a certificate states: none, until somebody chooses them."""
    op.execute("ALTER TABLE service_editions DISABLE TRIGGER refuse_change")
    for table, column in GUIDES:
        op.execute(
            f"UPDATE {table} SET {column} = {as_.format(column=column)} "
            f"WHERE jsonb_typeof({column} -> 'result') = 'object'"
        )
    op.execute("ALTER TABLE service_editions ENABLE TRIGGER refuse_change")


def _by_state() -> list[tuple[str, str, list[str]]]:
    return [
        (f"ix_{table}_{column}_state", table, [column, "state", order, "id"])
        for table, (order, columns) in LISTED.items()
        for column in columns
    ]
