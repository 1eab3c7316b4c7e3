"""Where tickets lie and how that is known; the assets that they are about."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0039"
down_revision: str | None = "0038"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TRIAGED_BY = ("city_id", "district_id", "subdistrict_id", "community_id")
POINTS = {
    "ticket_positions": {"ticket_id": "tickets.id", "district_id": "places.id"},
    "ticket_attributions": {
        "ticket_id": "tickets.id",
        "district_id": "places.id",
        "place_id": "places.id",
        "grid_id": "grids.id",
        "likely_place_id": "places.id",
        "likely_grid_id": "grids.id",
    },
}


def _refers(table: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
        for column, target in POINTS[table].items()
    ]


def upgrade() -> None:
    op.add_column("tickets", sa.Column("asset_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("fk_tickets_asset_id"), "tickets", "assets", ["asset_id"], ["id"])
    # None of those from before waits: whoever triaged them did.
    op.add_column(
        "tickets",
        sa.Column("awaits_place", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    for column in TRIAGED_BY:
        op.create_index(
            f"ix_tickets_{column}_awaiting",
            "tickets",
            [column, "created_at", "id"],
            postgresql_where=sa.text("awaits_place"),
        )
    op.create_index(
        "ix_tickets_asset_id",
        "tickets",
        ["asset_id"],
        postgresql_where=sa.text("asset_id IS NOT NULL"),
    )
    _positions()
    _attributions()


def downgrade() -> None:
    op.drop_table("ticket_attributions")
    op.drop_table("ticket_positions")
    op.drop_index("ix_tickets_asset_id", "tickets")
    for column in TRIAGED_BY:
        op.drop_index(f"ix_tickets_{column}_awaiting", "tickets")
    op.drop_column("tickets", "awaits_place")
    op.drop_column("tickets", "asset_id")


def _positions() -> None:
    op.create_table(
        "ticket_positions",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("coordinate_system", sa.Text(), nullable=False),
        sa.Column("accuracy_metres", sa.Double(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "coordinate_system IN ('WGS-84', 'GCJ-02')",
            name=op.f("ck_ticket_positions_coordinate_system"),
        ),
        *_refers("ticket_positions"),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_positions")),
    )
    op.create_index(
        "ix_ticket_positions_received_at_precise",
        "ticket_positions",
        ["received_at"],
        postgresql_where=sa.text("accuracy_metres < 1000"),
    )


def _attributions() -> None:
    op.create_table(
        "ticket_attributions",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("found_by", sa.Text(), nullable=False),
        sa.Column("certain", sa.Boolean(), nullable=False),
        sa.Column("explanations", postgresql.JSONB(), nullable=False),
        sa.Column("doubts", postgresql.JSONB(), nullable=False),
        sa.Column("likely_place_id", sa.Uuid(), nullable=True),
        sa.Column("likely_grid_id", sa.Uuid(), nullable=True),
        sa.Column("step_number", sa.Integer(), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *_refers("ticket_attributions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_attributions")),
    )
    op.create_index(
        op.f("ix_ticket_attributions_ticket_id_id"), "ticket_attributions", ["ticket_id", "id"]
    )
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON ticket_attributions "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )
