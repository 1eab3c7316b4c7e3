"""Lay out forms."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "forms",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_forms"),
        sa.UniqueConstraint("key", name="uq_forms_key"),
    )
    op.create_table(
        "form_versions",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", postgresql.JSONB(), nullable=False),
        sa.Column("drafted_by_id", sa.Uuid(), nullable=True),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("number >= 1", name="ck_form_versions_counted"),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["persons.id"], name="fk_form_versions_drafted_by_id"
        ),
        sa.ForeignKeyConstraint(["form_id"], ["forms.id"], name="fk_form_versions_form_id"),
        sa.PrimaryKeyConstraint("id", name="pk_form_versions"),
        sa.UniqueConstraint("form_id", "number", name="uq_form_versions_form_id_number"),
    )
    op.create_index(
        "uq_form_versions_draft",
        "form_versions",
        ["form_id"],
        unique=True,
        postgresql_where=sa.text("published_at IS NULL"),
    )
    # A published version never changes, whoever asks.
    op.execute(
        "CREATE TRIGGER forms_published BEFORE UPDATE OR DELETE ON form_versions FOR EACH ROW "
        "WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION shequ_refuse_change()"
    )
    op.create_table(
        "form_submissions",
        sa.Column("version_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=False),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name="fk_form_submissions_district_id"
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["persons.id"], name="fk_form_submissions_submitted_by_id"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["form_versions.id"], name="fk_form_submissions_version_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_form_submissions"),
    )
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON form_submissions "
        "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("form_submissions")
    op.drop_table("form_versions")
    op.drop_table("forms")
