"""Boundaries of places and grids, and an index on where places are."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shequ_api.base.places.boundary_models import Polygon

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LIVE = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.create_table(
        "boundaries",
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("geometry", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column(
            "coordinate_system",
            postgresql.ENUM(name="coordinate_system", create_type=False),
            nullable=False,
        ),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("area_square_metres", sa.Double(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drawn_by_id", sa.Uuid(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(place_id IS NULL) <> (grid_id IS NULL)", name=op.f("ck_boundaries_one_owner")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_boundaries_place_id")),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_boundaries_grid_id")),
        sa.ForeignKeyConstraint(
            ["drawn_by_id"], ["persons.id"], name=op.f("fk_boundaries_drawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boundaries")),
    )
    for owner in ("place", "grid"):
        op.create_index(
            f"uq_boundaries_live_{owner}",
            "boundaries",
            [f"{owner}_id"],
            unique=True,
            postgresql_where=LIVE,
        )
        op.create_index(
            op.f(f"ix_boundaries_{owner}_id_drawn_at_id"),
            "boundaries",
            [f"{owner}_id", "drawn_at", "id"],
        )
    op.create_table(
        "boundary_rings",
        sa.Column("boundary_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("ring", Polygon(), nullable=False),
        sa.ForeignKeyConstraint(
            ["boundary_id"], ["boundaries.id"], name=op.f("fk_boundary_rings_boundary_id")
        ),
        sa.PrimaryKeyConstraint("boundary_id", "number", name=op.f("pk_boundary_rings")),
    )
    op.create_index(
        op.f("ix_boundary_rings_ring"), "boundary_rings", ["ring"], postgresql_using="gist"
    )
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON boundary_rings "
        "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
    )
    op.create_index(
        "ix_places_position",
        "places",
        [sa.text("point(longitude, latitude)")],
        postgresql_using="gist",
        postgresql_where=sa.text(
            "kind IN ('compound', 'building') AND longitude IS NOT NULL AND ended_at IS NULL"
        ),
    )


def downgrade() -> None:
    op.drop_index("ix_places_position", "places")
    op.drop_table("boundary_rings")
    op.drop_table("boundaries")
