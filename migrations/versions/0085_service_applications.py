"""Applications to services, drafts, materials, certificates."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0085"
down_revision: str | None = "0084"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "service_certificates",
    "service_applications",
    "service_application_photos",
    "service_drafts",
    "service_draft_photos",
)
APPEND_ONLY = ("service_application_photos",)


def upgrade() -> None:
    _certificates()
    # A number comes again after a million: never on the same day.
    op.execute(
        "CREATE SEQUENCE service_application_serials AS integer MINVALUE 0 MAXVALUE 999999 CYCLE"
    )
    _applications()
    _application_photos()
    _drafts()
    _draft_photos()
    for table in APPEND_ONLY:
        _keep(table)


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
    op.execute("DROP SEQUENCE service_application_serials")


def _keep(table: str) -> None:
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _certificates() -> None:
    op.create_table(
        "service_certificates",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("service_title", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("holder_name", sa.Text(), nullable=False),
        sa.Column("name_shown", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("office_name", sa.Text(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("issued_by_id", sa.Uuid(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_by_id", sa.Uuid(), nullable=True),
        sa.Column("revoked_for", sa.Text(), nullable=True),
        sa.Column("revocation_reason", sa.Text(), nullable=True),
        sa.Column("replaced_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "name_shown IN ('full', 'masked')", name=op.f("ck_service_certificates_name_shown")
        ),
        sa.CheckConstraint(
            "revoked_for IN ('office', 'replaced', 'holder_gone')",
            name=op.f("ck_service_certificates_revoked_for"),
        ),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_for IS NULL)",
            name=op.f("ck_service_certificates_revoked"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(holder_id, organisation_id) = 1",
            name=op.f("ck_service_certificates_held"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["places.id"], name=op.f("fk_service_certificates_city_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_service_certificates_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_service_certificates_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["persons.id"], name=op.f("fk_service_certificates_holder_id")
        ),
        sa.ForeignKeyConstraint(
            ["issued_by_id"], ["persons.id"], name=op.f("fk_service_certificates_issued_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_service_certificates_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_service_certificates_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["service_certificates.id"],
            name=op.f("fk_service_certificates_replaced_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["revoked_by_id"], ["persons.id"], name=op.f("fk_service_certificates_revoked_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_service_certificates_subdistrict_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_certificates")),
        sa.UniqueConstraint("code", name=op.f("uq_service_certificates_code")),
        sa.UniqueConstraint("number", name=op.f("uq_service_certificates_number")),
    )
    op.create_index(
        "ix_service_certificates_city_id_page",
        "service_certificates",
        ["city_id", "issued_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_service_certificates_community_id_page",
        "service_certificates",
        ["community_id", "issued_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_service_certificates_district_id_page",
        "service_certificates",
        ["district_id", "issued_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_service_certificates_holder_id_page",
        "service_certificates",
        ["holder_id", "issued_at", "id"],
        unique=False,
        postgresql_where=sa.text("holder_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_service_certificates_issued_by_id"),
        "service_certificates",
        ["issued_by_id"],
        unique=False,
    )
    op.create_index(
        "ix_service_certificates_organisation_id_page",
        "service_certificates",
        ["organisation_id", "issued_at", "id"],
        unique=False,
        postgresql_where=sa.text("organisation_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_service_certificates_revoked_by_id"),
        "service_certificates",
        ["revoked_by_id"],
        unique=False,
        postgresql_where=sa.text("revoked_by_id IS NOT NULL"),
    )
    op.create_index(
        "ix_service_certificates_subdistrict_id_page",
        "service_certificates",
        ["subdistrict_id", "issued_at", "id"],
        unique=False,
    )


def _applications() -> None:
    op.create_table(
        "service_applications",
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("applied_at_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("filed_by_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("exclusive", sa.Boolean(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("answers_id", sa.Uuid(), nullable=True),
        sa.Column("former_answers", sa.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("told", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("asked", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("said", sa.Text(), nullable=True),
        sa.Column("handler_id", sa.Uuid(), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("left_seconds", sa.Integer(), nullable=True),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("certificate_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(answer_by IS NOT NULL) = (state IN ('returned', 'suspended'))",
            name=op.f("ck_service_applications_answered"),
        ),
        sa.CheckConstraint(
            "(due_at IS NULL) OR state = 'accepted'", name=op.f("ck_service_applications_due")
        ),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (state IN ('submitted', 'returned', 'accepted', 'suspended'))",
            name=op.f("ck_service_applications_ended"),
        ),
        sa.CheckConstraint(
            "channel IN ('online', 'door', 'counter')", name=op.f("ck_service_applications_channel")
        ),
        sa.CheckConstraint(
            "state IN ('submitted', 'returned', 'accepted', 'suspended', 'granted', 'refused', 'declined', 'withdrawn', 'lapsed')",
            name=op.f("ck_service_applications_state"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(applicant_id, organisation_id) = 1",
            name=op.f("ck_service_applications_one_applicant"),
        ),
        sa.CheckConstraint("round >= 1", name=op.f("ck_service_applications_counted")),
        sa.ForeignKeyConstraint(
            ["answers_id"], ["form_submissions.id"], name=op.f("fk_service_applications_answers_id")
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["persons.id"], name=op.f("fk_service_applications_applicant_id")
        ),
        sa.ForeignKeyConstraint(
            ["applied_at_id"], ["places.id"], name=op.f("fk_service_applications_applied_at_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["workflow_cases.id"], name=op.f("fk_service_applications_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["service_certificates.id"],
            name=op.f("fk_service_applications_certificate_id"),
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["places.id"], name=op.f("fk_service_applications_city_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_service_applications_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_service_applications_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["filed_by_id"], ["persons.id"], name=op.f("fk_service_applications_filed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["handler_id"], ["persons.id"], name=op.f("fk_service_applications_handler_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_service_applications_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["persons.id"], name=op.f("fk_service_applications_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_service_applications_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id", "edition"],
            ["service_editions.service_id", "service_editions.number"],
            name=op.f("fk_service_applications_service_id_edition"),
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_service_applications_subdistrict_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_applications")),
        sa.UniqueConstraint("case_id", name=op.f("uq_service_applications_case_id")),
        sa.UniqueConstraint("certificate_id", name=op.f("uq_service_applications_certificate_id")),
        sa.UniqueConstraint("number", name=op.f("uq_service_applications_number")),
    )
    op.create_index(
        "ix_service_applications_answer_by",
        "service_applications",
        ["answer_by"],
        unique=False,
        postgresql_where=sa.text("answer_by IS NOT NULL"),
    )
    op.create_index(
        "ix_service_applications_applicant_id",
        "service_applications",
        ["applicant_id"],
        unique=False,
        postgresql_where=sa.text("applicant_id IS NOT NULL"),
    )
    op.create_index(
        "ix_service_applications_city_id_due",
        "service_applications",
        ["city_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_service_applications_city_id_page",
        "service_applications",
        ["city_id", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_service_applications_city_id_state",
        "service_applications",
        ["city_id", "state", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_service_applications_community_id_due",
        "service_applications",
        ["community_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_service_applications_community_id_page",
        "service_applications",
        ["community_id", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_service_applications_community_id_state",
        "service_applications",
        ["community_id", "state", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_service_applications_district_id_due",
        "service_applications",
        ["district_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_service_applications_district_id_page",
        "service_applications",
        ["district_id", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_service_applications_district_id_state",
        "service_applications",
        ["district_id", "state", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_service_applications_filed_by_id_page",
        "service_applications",
        ["filed_by_id", "submitted_at", "id"],
        unique=False,
        postgresql_where=sa.text("filed_by_id IS NOT NULL"),
    )
    op.create_index(
        "ix_service_applications_handler_id_open",
        "service_applications",
        ["handler_id", "submitted_at", "id"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL AND handler_id IS NOT NULL"),
    )
    op.create_index(
        "ix_service_applications_organisation_id_page",
        "service_applications",
        ["organisation_id", "submitted_at", "id"],
        unique=False,
        postgresql_where=sa.text("organisation_id IS NOT NULL"),
    )
    op.create_index(
        "ix_service_applications_overdue",
        "service_applications",
        ["due_at"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL AND overdue_told_at IS NULL"),
    )
    op.create_index(
        "ix_service_applications_owner_id_page",
        "service_applications",
        ["owner_id", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_service_applications_subdistrict_id_due",
        "service_applications",
        ["subdistrict_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("due_at IS NOT NULL"),
    )
    op.create_index(
        "ix_service_applications_subdistrict_id_page",
        "service_applications",
        ["subdistrict_id", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_service_applications_subdistrict_id_state",
        "service_applications",
        ["subdistrict_id", "state", "submitted_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_service_applications_applicant_id_open",
        "service_applications",
        ["applicant_id", "service_id"],
        unique=True,
        postgresql_where=sa.text("exclusive AND ended_at IS NULL"),
    )
    op.create_index(
        "uq_service_applications_organisation_id_open",
        "service_applications",
        ["organisation_id", "service_id"],
        unique=True,
        postgresql_where=sa.text("exclusive AND ended_at IS NULL"),
    )


def _application_photos() -> None:
    op.create_table(
        "service_application_photos",
        sa.Column("application_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["application_id"],
            ["service_applications.id"],
            name=op.f("fk_service_application_photos_application_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_service_application_photos_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_service_application_photos_file_id")
        ),
        sa.PrimaryKeyConstraint(
            "application_id",
            "round",
            "material",
            "file_id",
            name=op.f("pk_service_application_photos"),
        ),
    )
    op.create_index(
        op.f("ix_service_application_photos_file_id"),
        "service_application_photos",
        ["file_id"],
        unique=False,
    )


def _drafts() -> None:
    op.create_table(
        "service_drafts",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("service_id", sa.Uuid(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("applicant_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("answers_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kept_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "channel IN ('online', 'door', 'counter')", name=op.f("ck_service_drafts_channel")
        ),
        sa.CheckConstraint(
            "num_nonnulls(applicant_id, organisation_id) = 1",
            name=op.f("ck_service_drafts_one_applicant"),
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["persons.id"], name=op.f("fk_service_drafts_applicant_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["persons.id"], name=op.f("fk_service_drafts_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_service_drafts_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_service_drafts_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["persons.id"], name=op.f("fk_service_drafts_owner_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_service_drafts_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_id", "edition"],
            ["service_editions.service_id", "service_editions.number"],
            name=op.f("fk_service_drafts_service_id_edition"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_drafts")),
    )
    op.create_index(
        op.f("ix_service_drafts_applicant_id"),
        "service_drafts",
        ["applicant_id"],
        unique=False,
        postgresql_where=sa.text("applicant_id IS NOT NULL"),
    )
    op.create_index(
        "ix_service_drafts_applicant_id_awaited",
        "service_drafts",
        ["applicant_id", "begun_at", "id"],
        unique=False,
        postgresql_where=sa.text("asked_at IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_service_drafts_author_id"), "service_drafts", ["author_id"], unique=False
    )
    op.create_index(
        op.f("ix_service_drafts_kept_until"), "service_drafts", ["kept_until"], unique=False
    )
    op.create_index(
        "ix_service_drafts_owner_id_page",
        "service_drafts",
        ["owner_id", "begun_at", "id"],
        unique=False,
    )


def _draft_photos() -> None:
    op.create_table(
        "service_draft_photos",
        sa.Column("draft_id", sa.Uuid(), nullable=False),
        sa.Column("material", sa.Text(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_service_draft_photos_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["service_drafts.id"], name=op.f("fk_service_draft_photos_draft_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_service_draft_photos_file_id")
        ),
        sa.PrimaryKeyConstraint(
            "draft_id", "material", "file_id", name=op.f("pk_service_draft_photos")
        ),
    )
    op.create_index(
        op.f("ix_service_draft_photos_file_id"), "service_draft_photos", ["file_id"], unique=False
    )
