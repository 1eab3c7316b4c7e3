"""Assets: their kinds, numbers, history and photos."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

JSONB = postgresql.JSONB(astext_type=sa.Text())
PLACES = ("city_id", "district_id", "subdistrict_id", "community_id", "place_id")
INSIDE = ("compound_id", "building_id")
GRIDS = ("general_grid_id", "micro_grid_id", "made_grid_id")
SCOPES = (*PLACES[:4], "compound_id", "general_grid_id", "micro_grid_id")
INSPECTED_BY = ("district_id", "subdistrict_id", "community_id", "general_grid_id", "micro_grid_id")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "asset_kinds",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("prefix", sa.Text(), nullable=False),
        sa.Column("fields", JSONB, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_asset_kinds")),
        sa.UniqueConstraint("prefix", name=op.f("uq_asset_kinds_prefix")),
    )
    op.create_table(
        "asset_numbers",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("kind_code", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("last_number", sa.Integer(), nullable=False),
        _refers("asset_numbers", "community_id", "places.id"),
        _refers("asset_numbers", "kind_code", "asset_kinds.code"),
        _refers("asset_numbers", "district_id", "places.id"),
        sa.PrimaryKeyConstraint("community_id", "kind_code", name=op.f("pk_asset_numbers")),
    )
    _assets()
    _around_assets()


def _assets() -> None:
    op.create_table(
        "assets",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind_code", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("attributes", JSONB, nullable=False),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column(
            "coordinate_system",
            postgresql.ENUM(name="coordinate_system", create_type=False),
            nullable=True,
        ),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("installed_on", sa.Date(), nullable=True),
        sa.Column("inspect_by", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in PLACES),
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in (*INSIDE, *GRIDS)),
        sa.CheckConstraint(
            "state IN ('in_service', 'out_of_service', 'removed')", name=op.f("ck_assets_state")
        ),
        sa.CheckConstraint(
            "(longitude IS NULL) = (latitude IS NULL)"
            " AND (longitude IS NULL) = (coordinate_system IS NULL)",
            name=op.f("ck_assets_whole_position"),
        ),
        *(_refers("assets", name, "places.id") for name in (*PLACES, *INSIDE)),
        *(_refers("assets", name, "grids.id") for name in GRIDS),
        _refers("assets", "kind_code", "asset_kinds.code"),
        _refers("assets", "created_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("code", name=op.f("uq_assets_code")),
    )
    for name in SCOPES:
        op.create_index(f"ix_assets_{name}_page", "assets", [name, "code"])
    for name in INSPECTED_BY:
        op.create_index(
            f"ix_assets_{name}_due",
            "assets",
            [name, "inspect_by", "id"],
            postgresql_where=sa.text("inspect_by IS NOT NULL AND state <> 'removed'"),
        )
    op.create_index(op.f("ix_assets_place_id"), "assets", ["place_id"])


def _around_assets() -> None:
    op.create_table(
        "asset_records",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("source_kind", sa.Text(), nullable=True),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _refers("asset_records", "asset_id", "assets.id"),
        _refers("asset_records", "district_id", "places.id"),
        _refers("asset_records", "actor_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asset_records")),
    )
    op.create_index(
        op.f("ix_asset_records_asset_id_recorded_at_id"),
        "asset_records",
        ["asset_id", "recorded_at", "id"],
    )
    op.create_index(
        "uq_asset_records_source",
        "asset_records",
        ["asset_id", "source_kind", "source_id", "kind"],
        unique=True,
        postgresql_where=sa.text("source_id IS NOT NULL"),
    )
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON asset_records "
        "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
    )
    op.create_table(
        "asset_photos",
        sa.Column("asset_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _refers("asset_photos", "asset_id", "assets.id"),
        _refers("asset_photos", "file_id", "files.id"),
        _refers("asset_photos", "district_id", "places.id"),
        sa.PrimaryKeyConstraint("asset_id", "file_id", name=op.f("pk_asset_photos")),
    )


def downgrade() -> None:
    for table in ("asset_photos", "asset_records", "assets", "asset_numbers", "asset_kinds"):
        op.drop_table(table)
