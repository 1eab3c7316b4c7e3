"""Contents of anonymous authors, answers of the platform, and the end of seals."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0060"
down_revision: str | None = "0059"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CONSTRAINT = "ck_tickets_sealed_reporter"
UNNAMED = "NOT (anonymous AND (reporter_id IS NOT NULL OR filed_by_id IS NOT NULL))"
UNTIL_NOW = (
    "anonymous = (reporter_sealed IS NOT NULL)"
    f" AND anonymous = (reporter_index IS NOT NULL) AND {UNNAMED}"
)
FROM_NOW_ON = (
    "anonymous = (reporter_sealed IS NOT NULL OR seal_ended_at IS NOT NULL)"
    " AND (reporter_sealed IS NULL) = (reporter_index IS NULL)"
    f" AND (reporter_sealed IS NULL OR seal_ended_at IS NULL) AND {UNNAMED}"
)


def upgrade() -> None:
    _content_checks()
    op.add_column(
        "content_check_pictures",
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
    )
    _ticket_seal_rules()
    op.add_column("tickets", sa.Column("seal_ended_at", sa.DateTime(timezone=True), nullable=True))
    op.drop_constraint(op.f(CONSTRAINT), "tickets", type_="check")
    op.create_check_constraint(op.f(CONSTRAINT), "tickets", FROM_NOW_ON)
    op.create_index(
        "ix_tickets_district_id_sealed",
        "tickets",
        ["district_id", "ended_at"],
        unique=False,
        postgresql_where=sa.text("reporter_sealed IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_index("ix_tickets_district_id_sealed", table_name="tickets")
    op.drop_constraint(op.f(CONSTRAINT), "tickets", type_="check")
    # Whoever ordered these is known to nobody: as if somebody without an account had.
    op.execute("UPDATE tickets SET anonymous = false WHERE seal_ended_at IS NOT NULL")
    op.create_check_constraint(op.f(CONSTRAINT), "tickets", UNTIL_NOW)
    op.drop_column("tickets", "seal_ended_at")
    op.drop_table("ticket_seal_rules")
    op.drop_column("content_check_pictures", "answered_at")
    op.drop_index("ix_content_checks_author_index_page", table_name="content_checks")
    op.drop_constraint(op.f("ck_content_checks_one_author"), "content_checks", type_="check")
    op.drop_column("content_checks", "author_index")


def _content_checks() -> None:
    op.add_column("content_checks", sa.Column("author_index", sa.LargeBinary(), nullable=True))
    op.create_check_constraint(
        op.f("ck_content_checks_one_author"),
        "content_checks",
        "author_id IS NULL OR author_index IS NULL",
    )
    op.create_index(
        "ix_content_checks_author_index_page",
        "content_checks",
        ["author_index", "written_at", "id"],
        unique=False,
        postgresql_where=sa.text("author_index IS NOT NULL"),
    )


def _ticket_seal_rules() -> None:
    op.create_table(
        "ticket_seal_rules",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("days BETWEEN 180 AND 1825", name=op.f("ck_ticket_seal_rules_sensible")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_ticket_seal_rules_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["persons.id"], name=op.f("fk_ticket_seal_rules_set_by_id")
        ),
        sa.PrimaryKeyConstraint("district_id", name=op.f("pk_ticket_seal_rules")),
    )
    op.create_index(
        op.f("ix_ticket_seal_rules_set_by_id"), "ticket_seal_rules", ["set_by_id"], unique=False
    )
