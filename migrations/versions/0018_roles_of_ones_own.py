"""Roles of ones own."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0018"
down_revision: str | None = "0017"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LEVELS = ("city_id", "district_id", "subdistrict_id", "community_id")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "custom_roles",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("held_kind", sa.Text(), nullable=False),
        sa.Column("permissions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("owner_kind", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Uuid(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "cardinality(permissions) > 0", name=op.f("ck_custom_roles_some_permissions")
        ),
        _refers("custom_roles", "organisation_id", "organisations"),
        _refers("custom_roles", "created_by_id", "persons"),
        _refers("custom_roles", "changed_by_id", "persons"),
        *(_refers("custom_roles", column, "places") for column in ("place_id", *LEVELS)),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custom_roles")),
    )
    for column in LEVELS:
        op.create_index(
            f"ix_custom_roles_{column}_page", "custom_roles", [column, "created_at", "id"]
        )
    op.add_column("postings", sa.Column("custom_role_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(
        op.f("fk_postings_custom_role_id"), "postings", "custom_roles", ["custom_role_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_postings_custom_named"),
        "postings",
        "(role = 'custom') = (custom_role_id IS NOT NULL)",
    )
    op.create_index(
        op.f("ix_postings_custom_role_id"),
        "postings",
        ["custom_role_id"],
        postgresql_where=sa.text("custom_role_id IS NOT NULL"),
    )


def downgrade() -> None:
    # Without the table of their permissions such postings give nothing, and would read as nothing.
    op.execute("DELETE FROM postings WHERE role = 'custom'")
    op.drop_constraint(op.f("ck_postings_custom_named"), "postings")
    op.drop_column("postings", "custom_role_id")
    op.drop_table("custom_roles")
