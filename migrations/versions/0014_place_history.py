"""Place history: changes of the trees, who follows an ended grid, places of dedicated grids."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0014"
down_revision: str | None = "0013"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

FOLLOWING = ("hazards", "place_codes", "tickets")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _refuses_change(table: str) -> None:
    op.execute(
        f"CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
    )


def upgrade() -> None:
    op.create_table(
        "tree_changes",
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("change", sa.Text(), nullable=False),
        sa.Column("before", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("after", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("changed_by_id", sa.Uuid(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(place_id IS NULL) <> (grid_id IS NULL)", name=op.f("ck_tree_changes_one_subject")
        ),
        _refers("tree_changes", "place_id", "places.id"),
        _refers("tree_changes", "grid_id", "grids.id"),
        _refers("tree_changes", "community_id", "places.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tree_changes")),
    )
    for subject in ("place_id", "grid_id"):
        op.create_index(
            op.f(f"ix_tree_changes_{subject}_changed_at_id"),
            "tree_changes",
            [subject, "changed_at", "id"],
        )
    op.create_index(op.f("ix_tree_changes_changed_at"), "tree_changes", ["changed_at"])
    _refuses_change("tree_changes")
    op.create_table(
        "grid_successions",
        sa.Column("grid_id", sa.Uuid(), nullable=False),
        sa.Column("successor_id", sa.Uuid(), nullable=False),
        _refers("grid_successions", "grid_id", "grids.id"),
        _refers("grid_successions", "successor_id", "grids.id"),
        sa.PrimaryKeyConstraint("grid_id", "successor_id", name=op.f("pk_grid_successions")),
    )
    op.create_index(op.f("ix_grid_successions_successor_id"), "grid_successions", ["successor_id"])
    _refuses_change("grid_successions")
    op.create_table(
        "grid_places",
        sa.Column("grid_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        _refers("grid_places", "grid_id", "grids.id"),
        _refers("grid_places", "place_id", "places.id"),
        sa.PrimaryKeyConstraint("grid_id", "place_id", name=op.f("pk_grid_places")),
    )
    op.create_index(op.f("ix_grid_places_place_id"), "grid_places", ["place_id"])
    op.create_unique_constraint(op.f("uq_places_path"), "places", ["path"])
    _agree()


def _agree() -> None:
    """A compound is of the grid of which all its buildings are."""
    op.execute("""
        UPDATE places c SET micro_grid_id = s.micro, general_grid_id = s.general FROM (
            SELECT compound_id,
                CASE WHEN count(DISTINCT micro_grid_id) = 1 AND count(micro_grid_id) = count(*)
                    THEN (array_agg(micro_grid_id))[1] END AS micro,
                CASE WHEN count(DISTINCT general_grid_id) = 1 AND count(general_grid_id) = count(*)
                    THEN (array_agg(general_grid_id))[1] END AS general
            FROM places WHERE kind = 'building' AND ended_at IS NULL GROUP BY compound_id
        ) s WHERE c.id = s.compound_id AND c.ended_at IS NULL""")
    for table in FOLLOWING:
        op.execute(
            f"UPDATE {table} t SET micro_grid_id = p.micro_grid_id,"
            " general_grid_id = p.general_grid_id"
            " FROM places p WHERE p.id = t.place_id AND p.kind = 'compound'"
        )


def downgrade() -> None:
    op.drop_constraint(op.f("uq_places_path"), "places")
    op.drop_table("grid_places")
    op.drop_table("grid_successions")
    op.drop_table("tree_changes")
