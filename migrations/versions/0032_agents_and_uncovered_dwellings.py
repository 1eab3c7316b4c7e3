"""Who claimed a home for another; what agents filed, by the page; dwellings that nobody serves."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0032"
down_revision: str | None = "0030"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

UNCOVERED = "kind = 'dwelling' AND micro_grid_id IS NULL AND ended_at IS NULL"
UNCOVERED_IN = ("community_id", "subdistrict_id", "district_id")
FILED = sa.text("filed_by_id IS NOT NULL")


def upgrade() -> None:
    op.add_column("residencies", sa.Column("claimed_by_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_residencies_claimed_by_id"),
        "residencies",
        "persons",
        ["claimed_by_id"],
        ["id"],
    )
    op.drop_index(op.f("ix_tickets_filed_by_id"), "tickets")
    page = ["filed_by_id", "created_at", "id"]
    op.create_index("ix_tickets_filed_by_id_page", "tickets", page, postgresql_where=FILED)
    for column in UNCOVERED_IN:
        op.create_index(
            f"ix_places_{column}_uncovered",
            "places",
            [column, "code"],
            postgresql_where=sa.text(UNCOVERED),
        )


def downgrade() -> None:
    for column in UNCOVERED_IN:
        op.drop_index(f"ix_places_{column}_uncovered", "places")
    op.drop_index("ix_tickets_filed_by_id_page", "tickets")
    op.create_index(
        op.f("ix_tickets_filed_by_id"), "tickets", ["filed_by_id"], postgresql_where=FILED
    )
    op.drop_constraint(op.f("fk_residencies_claimed_by_id"), "residencies", type_="foreignkey")
    op.drop_column("residencies", "claimed_by_id")
