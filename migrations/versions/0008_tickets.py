"""Lay out tickets."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "ticket_services",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_ticket_services")),
    )
    op.create_table(
        "tickets",
        sa.Column("service_code", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("private", sa.Boolean(), nullable=False),
        sa.Column("reporter_id", sa.Uuid(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("source_kind", sa.Text(), nullable=False),
        sa.Column("source_id", sa.Uuid(), nullable=True),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
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
        sa.CheckConstraint("score BETWEEN 1 AND 5", name=op.f("ck_tickets_score")),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["persons.id"], name=op.f("fk_tickets_assignee_id")
        ),
        sa.ForeignKeyConstraint(
            ["building_id"], ["places.id"], name=op.f("fk_tickets_building_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["workflow_cases.id"], name=op.f("fk_tickets_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_tickets_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["places.id"], name=op.f("fk_tickets_compound_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_tickets_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["general_grid_id"], ["grids.id"], name=op.f("fk_tickets_general_grid_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_grid_id"], ["grids.id"], name=op.f("fk_tickets_made_grid_id")
        ),
        sa.ForeignKeyConstraint(
            ["micro_grid_id"], ["grids.id"], name=op.f("fk_tickets_micro_grid_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_tickets_place_id")),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["persons.id"], name=op.f("fk_tickets_reporter_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_code"], ["ticket_services.code"], name=op.f("fk_tickets_service_code")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_tickets_subdistrict_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("case_id", name=op.f("uq_tickets_case_id")),
    )
    op.create_index(
        "ix_tickets_assignee_id_page", "tickets", ["assignee_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_tickets_community_id_page",
        "tickets",
        ["community_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_tickets_compound_id_page", "tickets", ["compound_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_tickets_district_id_page", "tickets", ["district_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_tickets_general_grid_id_page",
        "tickets",
        ["general_grid_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_tickets_micro_grid_id_page",
        "tickets",
        ["micro_grid_id", "created_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_tickets_reporter_id_page", "tickets", ["reporter_id", "created_at", "id"], unique=False
    )
    op.create_index(
        "ix_tickets_subdistrict_id_page",
        "tickets",
        ["subdistrict_id", "created_at", "id"],
        unique=False,
    )
    op.create_index("uq_tickets_source", "tickets", ["source_kind", "source_id"], unique=True)
    op.create_table(
        "ticket_photos",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_ticket_photos_district_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_ticket_photos_file_id")),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_photos_ticket_id")
        ),
        sa.PrimaryKeyConstraint("ticket_id", "file_id", name=op.f("pk_ticket_photos")),
    )


def downgrade() -> None:
    op.drop_table("ticket_photos")
    op.drop_index("uq_tickets_source", table_name="tickets")
    op.drop_index("ix_tickets_subdistrict_id_page", table_name="tickets")
    op.drop_index("ix_tickets_reporter_id_page", table_name="tickets")
    op.drop_index("ix_tickets_micro_grid_id_page", table_name="tickets")
    op.drop_index("ix_tickets_general_grid_id_page", table_name="tickets")
    op.drop_index("ix_tickets_district_id_page", table_name="tickets")
    op.drop_index("ix_tickets_compound_id_page", table_name="tickets")
    op.drop_index("ix_tickets_community_id_page", table_name="tickets")
    op.drop_index("ix_tickets_assignee_id_page", table_name="tickets")
    op.drop_table("tickets")
    op.drop_table("ticket_services")
