"""Catalogues of the five codes, and their editions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0083"
down_revision: str | None = "0082"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _catalogues()
    _editions()
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON five_code_editions "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def downgrade() -> None:
    op.drop_table("five_code_editions")
    op.drop_table("five_code_catalogues")


def _catalogues() -> None:
    op.create_table(
        "five_code_catalogues",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("layer", sa.Integer(), nullable=False),
        sa.Column("draft", postgresql.JSONB(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("published", postgresql.JSONB(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("layer BETWEEN 1 AND 3", name=op.f("ck_five_code_catalogues_layer")),
        sa.CheckConstraint(
            "(published IS NULL) = (edition = 0)", name=op.f("ck_five_code_catalogues_editions")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_five_code_catalogues_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["persons.id"], name=op.f("fk_five_code_catalogues_drafted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_five_code_catalogues_place_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_five_code_catalogues")),
        sa.UniqueConstraint("place_id", name=op.f("uq_five_code_catalogues_place_id")),
    )
    op.create_index(
        op.f("ix_five_code_catalogues_drafted_by_id"), "five_code_catalogues", ["drafted_by_id"]
    )


def _editions() -> None:
    op.create_table(
        "five_code_editions",
        sa.Column("catalogue_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", postgresql.JSONB(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["catalogue_id"],
            ["five_code_catalogues.id"],
            name=op.f("fk_five_code_editions_catalogue_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_five_code_editions_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["persons.id"], name=op.f("fk_five_code_editions_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_five_code_editions")),
        sa.UniqueConstraint(
            "catalogue_id", "number", name=op.f("uq_five_code_editions_catalogue_id_number")
        ),
    )
    op.create_index(
        op.f("ix_five_code_editions_published_by_id"), "five_code_editions", ["published_by_id"]
    )
