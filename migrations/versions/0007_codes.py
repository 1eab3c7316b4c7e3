"""Lay out codes."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0007"
down_revision: str | None = "0006"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SCOPES = ("district_id", "community_id", "compound_id", "general_grid_id", "micro_grid_id")


def upgrade() -> None:
    op.create_table(
        "place_codes",
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("nonce", sa.LargeBinary(), nullable=False),
        sa.Column("key_version", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=True),
        sa.Column("issued_by_id", sa.Uuid(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.Uuid(), nullable=True),
        sa.Column("revoked_for", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("compound_id", sa.Uuid(), nullable=True),
        sa.Column("building_id", sa.Uuid(), nullable=True),
        sa.Column("general_grid_id", sa.Uuid(), nullable=True),
        sa.Column("micro_grid_id", sa.Uuid(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("made_grid_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "state IN ('live', 'superseded', 'revoked')", name=op.f("ck_place_codes_state")
        ),
        sa.CheckConstraint(
            "(state = 'revoked') = (revoked_at IS NOT NULL)", name=op.f("ck_place_codes_revoked")
        ),
        sa.CheckConstraint("octet_length(nonce) = 8", name=op.f("ck_place_codes_nonce")),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_place_codes_{column}"))
            for column, target in (
                ("successor_id", "place_codes.id"),
                ("issued_by_id", "persons.id"),
                ("revoked_by_id", "persons.id"),
                ("district_id", "places.id"),
                ("subdistrict_id", "places.id"),
                ("community_id", "places.id"),
                ("compound_id", "places.id"),
                ("building_id", "places.id"),
                ("place_id", "places.id"),
                ("general_grid_id", "grids.id"),
                ("micro_grid_id", "grids.id"),
                ("made_grid_id", "grids.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_codes")),
        sa.UniqueConstraint("nonce", name=op.f("uq_place_codes_nonce")),
    )
    op.create_index(
        "uq_place_codes_live",
        "place_codes",
        ["place_id", "purpose"],
        unique=True,
        postgresql_where=sa.text("state = 'live'"),
    )
    op.create_index(
        op.f("ix_place_codes_place_id_issued_at"), "place_codes", ["place_id", "issued_at"]
    )
    for column in SCOPES:
        op.create_index(f"ix_place_codes_{column}_page", "place_codes", [column, "issued_at", "id"])
    op.create_table(
        "scans",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=True),
        sa.Column("distance_metres", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", "scanned_at", name=op.f("pk_scans")),
        postgresql_partition_by="RANGE (scanned_at)",
    )
    op.create_index(op.f("ix_scans_place_id_scanned_at"), "scans", ["place_id", "scanned_at"])
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON scans "
        "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("scans")
    op.drop_table("place_codes")
