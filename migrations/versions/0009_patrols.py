"""Lay out patrols: inspection forms, check-ins, inspections and hazards."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "inspection_forms",
        sa.Column("form_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["form_id"], ["forms.id"], name=op.f("fk_inspection_forms_form_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_inspection_forms_place_id")
        ),
        sa.PrimaryKeyConstraint("form_id", name=op.f("pk_inspection_forms")),
    )
    op.create_index(
        op.f("ix_inspection_forms_place_id"), "inspection_forms", ["place_id"], unique=False
    )
    op.create_table(
        "check_ins",
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("coordinate_system", sa.Text(), nullable=False),
        sa.Column("accuracy_metres", sa.Double(), nullable=False),
        sa.Column("distance_metres", sa.Double(), nullable=True),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("clock_skew_seconds", sa.Double(), nullable=False),
        sa.Column("code_place_id", sa.Uuid(), nullable=True),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
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
            "coordinate_system IN ('WGS-84', 'GCJ-02')", name=op.f("ck_check_ins_coordinate_system")
        ),
        sa.ForeignKeyConstraint(
            ["building_id"], ["places.id"], name=op.f("fk_check_ins_building_id")
        ),
        sa.ForeignKeyConstraint(
            ["code_place_id"], ["places.id"], name=op.f("fk_check_ins_code_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_check_ins_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["places.id"], name=op.f("fk_check_ins_compound_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_check_ins_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["general_grid_id"], ["grids.id"], name=op.f("fk_check_ins_general_grid_id")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_check_ins_grid_id")),
        sa.ForeignKeyConstraint(
            ["made_grid_id"], ["grids.id"], name=op.f("fk_check_ins_made_grid_id")
        ),
        sa.ForeignKeyConstraint(
            ["micro_grid_id"], ["grids.id"], name=op.f("fk_check_ins_micro_grid_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_check_ins_place_id")),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_check_ins_subdistrict_id")
        ),
        sa.ForeignKeyConstraint(["worker_id"], ["persons.id"], name=op.f("fk_check_ins_worker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
    )
    op.create_index(
        "ix_check_ins_community_id_page",
        "check_ins",
        ["community_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_check_ins_general_grid_id_page",
        "check_ins",
        ["general_grid_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_check_ins_micro_grid_id_page",
        "check_ins",
        ["micro_grid_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_check_ins_worker_id_page", "check_ins", ["worker_id", "received_at", "id"], unique=False
    )
    op.create_table(
        "inspections",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("worker_id", sa.Uuid(), nullable=False),
        sa.Column("check_in_id", sa.Uuid(), nullable=True),
        sa.Column("flags", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("hazard_level", sa.Text(), nullable=True),
        sa.Column("filled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
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
            "(reviewed_at IS NULL) = (reviewed_by_id IS NULL)",
            name=op.f("ck_inspections_whole_review"),
        ),
        sa.CheckConstraint(
            "reviewed_by_id <> worker_id", name=op.f("ck_inspections_reviewed_by_another")
        ),
        sa.ForeignKeyConstraint(
            ["building_id"], ["places.id"], name=op.f("fk_inspections_building_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["workflow_cases.id"], name=op.f("fk_inspections_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["check_in_id"], ["check_ins.id"], name=op.f("fk_inspections_check_in_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_inspections_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["places.id"], name=op.f("fk_inspections_compound_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_inspections_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["general_grid_id"], ["grids.id"], name=op.f("fk_inspections_general_grid_id")
        ),
        sa.ForeignKeyConstraint(["id"], ["form_submissions.id"], name=op.f("fk_inspections_id")),
        sa.ForeignKeyConstraint(
            ["made_grid_id"], ["grids.id"], name=op.f("fk_inspections_made_grid_id")
        ),
        sa.ForeignKeyConstraint(
            ["micro_grid_id"], ["grids.id"], name=op.f("fk_inspections_micro_grid_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_inspections_place_id")),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["persons.id"], name=op.f("fk_inspections_reviewed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_inspections_subdistrict_id")
        ),
        sa.ForeignKeyConstraint(
            ["worker_id"], ["persons.id"], name=op.f("fk_inspections_worker_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inspections")),
        sa.UniqueConstraint("case_id", name=op.f("uq_inspections_case_id")),
    )
    op.create_index(
        "ix_inspections_building_id_page",
        "inspections",
        ["building_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_inspections_community_id_page",
        "inspections",
        ["community_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_inspections_community_id_pending",
        "inspections",
        ["community_id", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("reviewed_at IS NULL"),
    )
    op.create_index(
        "ix_inspections_general_grid_id_page",
        "inspections",
        ["general_grid_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_inspections_general_grid_id_pending",
        "inspections",
        ["general_grid_id", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("reviewed_at IS NULL"),
    )
    op.create_index(
        "ix_inspections_micro_grid_id_page",
        "inspections",
        ["micro_grid_id", "received_at", "id"],
        unique=False,
    )
    op.create_table(
        "hazards",
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
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
            "level IN ('general', 'major', 'critical')", name=op.f("ck_hazards_level")
        ),
        sa.ForeignKeyConstraint(
            ["building_id"], ["places.id"], name=op.f("fk_hazards_building_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_hazards_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["places.id"], name=op.f("fk_hazards_compound_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_hazards_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["general_grid_id"], ["grids.id"], name=op.f("fk_hazards_general_grid_id")
        ),
        sa.ForeignKeyConstraint(
            ["inspection_id"], ["inspections.id"], name=op.f("fk_hazards_inspection_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_grid_id"], ["grids.id"], name=op.f("fk_hazards_made_grid_id")
        ),
        sa.ForeignKeyConstraint(
            ["micro_grid_id"], ["grids.id"], name=op.f("fk_hazards_micro_grid_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_hazards_place_id")),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_hazards_subdistrict_id")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_hazards_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hazards")),
    )
    op.create_index(
        "ix_hazards_community_id_page", "hazards", ["community_id", "found_at", "id"], unique=False
    )
    op.create_index(op.f("ix_hazards_inspection_id"), "hazards", ["inspection_id"], unique=False)
    op.create_index(
        "ix_hazards_micro_grid_id_page",
        "hazards",
        ["micro_grid_id", "found_at", "id"],
        unique=False,
    )
    op.create_index(op.f("ix_hazards_ticket_id"), "hazards", ["ticket_id"], unique=False)


def downgrade() -> None:
    op.drop_table("hazards")
    op.drop_table("inspections")
    op.drop_table("check_ins")
    op.drop_table("inspection_forms")
