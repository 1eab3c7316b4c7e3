"""Lay out workflow."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "workflow_cases",
        sa.Column("flow", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("steps_taken", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name="fk_workflow_cases_district_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_workflow_cases"),
    )
    op.create_table(
        "workflow_steps",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=True),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("facts", postgresql.JSONB(), nullable=False),
        sa.ForeignKeyConstraint(["actor_id"], ["persons.id"], name="fk_workflow_steps_actor_id"),
        sa.ForeignKeyConstraint(
            ["case_id"], ["workflow_cases.id"], name="fk_workflow_steps_case_id"
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name="fk_workflow_steps_district_id"
        ),
        sa.PrimaryKeyConstraint("id", "taken_at", name="pk_workflow_steps"),
        postgresql_partition_by="RANGE (taken_at)",
    )
    op.create_index("ix_workflow_steps_case_id_number", "workflow_steps", ["case_id", "number"])
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON workflow_steps "
        "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("workflow_steps")
    op.drop_table("workflow_cases")
