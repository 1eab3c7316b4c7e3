"""What is said on a ticket, what is checked before others see it, what is blacked out, its trail."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0052"
down_revision: str | None = "0051"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "wechat_pushes",
    "file_renditions",
    "ticket_threads",
    "ticket_messages",
    "ticket_message_photos",
    "ticket_readings",
    "ticket_notes",
    "ticket_text_redactions",
    "reply_templates",
    "content_checks",
    "content_check_pictures",
    "sensitive_words",
)


def upgrade() -> None:
    _wechat_pushes()
    _file_renditions()
    _ticket_threads()
    _ticket_messages()
    _ticket_message_photos()
    _ticket_readings()
    _ticket_notes()
    _ticket_text_redactions()
    _reply_templates()
    _content_checks()
    _content_check_pictures()
    _sensitive_words()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _wechat_pushes() -> None:
    op.create_table(
        "wechat_pushes",
        sa.Column("signed_hash", sa.LargeBinary(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("signed_hash", name=op.f("pk_wechat_pushes")),
        sa.UniqueConstraint("body_hash", name=op.f("uq_wechat_pushes_body_hash")),
    )
    op.create_index(
        op.f("ix_wechat_pushes_received_at"), "wechat_pushes", ["received_at"], unique=False
    )


def _file_renditions() -> None:
    op.create_table(
        "file_renditions",
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("rectangles", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_file_renditions_file_id")),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["persons.id"], name=op.f("fk_file_renditions_made_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_file_renditions")),
        sa.UniqueConstraint("file_id", "number", name=op.f("uq_file_renditions_file_id_number")),
    )
    op.create_index(
        op.f("ix_file_renditions_made_by_id"), "file_renditions", ["made_by_id"], unique=False
    )


def _ticket_threads() -> None:
    op.create_table(
        "ticket_threads",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("messages", sa.Integer(), nullable=False),
        sa.Column("reporter_read", sa.Integer(), nullable=False),
        sa.Column("awaits_reply", sa.Boolean(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_ticket_threads_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_threads_ticket_id")
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_threads")),
    )


def _ticket_messages() -> None:
    op.create_table(
        "ticket_messages",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("agent_id", sa.Uuid(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "side = 'staff' OR NOT public", name=op.f("ck_ticket_messages_public_by_staff")
        ),
        sa.CheckConstraint("side IN ('reporter', 'staff')", name=op.f("ck_ticket_messages_side")),
        sa.ForeignKeyConstraint(
            ["agent_id"], ["persons.id"], name=op.f("fk_ticket_messages_agent_id")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["persons.id"], name=op.f("fk_ticket_messages_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_ticket_messages_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_messages_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_messages")),
        sa.UniqueConstraint(
            "ticket_id", "number", name=op.f("uq_ticket_messages_ticket_id_number")
        ),
    )
    op.create_index(
        "ix_ticket_messages_agent_id",
        "ticket_messages",
        ["agent_id"],
        unique=False,
        postgresql_where=sa.text("agent_id IS NOT NULL"),
    )
    op.create_index(
        "ix_ticket_messages_author_id",
        "ticket_messages",
        ["author_id"],
        unique=False,
        postgresql_where=sa.text("author_id IS NOT NULL"),
    )
    op.create_index(
        "ix_ticket_messages_ticket_id_page",
        "ticket_messages",
        ["ticket_id", "written_at", "id"],
        unique=False,
    )


def _ticket_message_photos() -> None:
    op.create_table(
        "ticket_message_photos",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_ticket_message_photos_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_ticket_message_photos_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"], ["ticket_messages.id"], name=op.f("fk_ticket_message_photos_message_id")
        ),
        sa.PrimaryKeyConstraint("message_id", "file_id", name=op.f("pk_ticket_message_photos")),
    )
    op.create_index(
        op.f("ix_ticket_message_photos_file_id"), "ticket_message_photos", ["file_id"], unique=False
    )


def _ticket_readings() -> None:
    op.create_table(
        "ticket_readings",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_ticket_readings_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_ticket_readings_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_readings_ticket_id")
        ),
        sa.PrimaryKeyConstraint("ticket_id", "person_id", name=op.f("pk_ticket_readings")),
    )
    op.create_index(
        op.f("ix_ticket_readings_person_id"), "ticket_readings", ["person_id"], unique=False
    )


def _ticket_notes() -> None:
    op.create_table(
        "ticket_notes",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["author_id"], ["persons.id"], name=op.f("fk_ticket_notes_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_ticket_notes_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_notes_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_notes")),
    )
    op.create_index(op.f("ix_ticket_notes_author_id"), "ticket_notes", ["author_id"], unique=False)
    op.create_index(
        "ix_ticket_notes_ticket_id_page",
        "ticket_notes",
        ["ticket_id", "written_at", "id"],
        unique=False,
    )


def _ticket_text_redactions() -> None:
    op.create_table(
        "ticket_text_redactions",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("original", sa.Text(), nullable=True),
        sa.Column("spans", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(number = 1) = (original IS NOT NULL)",
            name=op.f("ck_ticket_text_redactions_original_once"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_ticket_text_redactions_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["persons.id"], name=op.f("fk_ticket_text_redactions_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["ticket_messages.id"],
            name=op.f("fk_ticket_text_redactions_message_id"),
        ),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_text_redactions_ticket_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_text_redactions")),
    )
    op.create_index(
        op.f("ix_ticket_text_redactions_made_by_id"),
        "ticket_text_redactions",
        ["made_by_id"],
        unique=False,
    )
    op.create_index(
        "uq_ticket_text_redactions_message",
        "ticket_text_redactions",
        ["message_id", "number"],
        unique=True,
        postgresql_where=sa.text("message_id IS NOT NULL"),
    )
    op.create_index(
        "uq_ticket_text_redactions_ticket",
        "ticket_text_redactions",
        ["ticket_id", "number"],
        unique=True,
        postgresql_where=sa.text("message_id IS NULL"),
    )


def _reply_templates() -> None:
    op.create_table(
        "reply_templates",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("service_code", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_reply_templates_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["persons.id"], name=op.f("fk_reply_templates_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_reply_templates_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["service_code"], ["ticket_services.code"], name=op.f("fk_reply_templates_service_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_templates")),
    )
    op.create_index(
        op.f("ix_reply_templates_made_by_id"), "reply_templates", ["made_by_id"], unique=False
    )
    op.create_index(
        "ix_reply_templates_place_id_page",
        "reply_templates",
        ["place_id", "made_at", "id"],
        unique=False,
    )


def _content_checks() -> None:
    op.create_table(
        "content_checks",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("by_staff", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("text_state", sa.Text(), nullable=False),
        sa.Column("label", sa.Integer(), nullable=True),
        sa.Column("reasons", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decision_note", sa.Text(), nullable=True),
        sa.Column("appeal", sa.Text(), nullable=True),
        sa.Column("appealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("appeal_decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("appeal_note", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('pending', 'pass', 'review', 'risky')", name=op.f("ck_content_checks_state")
        ),
        sa.CheckConstraint(
            "text_state IN ('pending', 'pass', 'review', 'risky')",
            name=op.f("ck_content_checks_text_state"),
        ),
        sa.ForeignKeyConstraint(
            ["appeal_decided_by_id"],
            ["persons.id"],
            name=op.f("fk_content_checks_appeal_decided_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["persons.id"], name=op.f("fk_content_checks_author_id")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["places.id"], name=op.f("fk_content_checks_city_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_content_checks_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["persons.id"], name=op.f("fk_content_checks_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_content_checks_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_content_checks_subdistrict_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_checks")),
        sa.UniqueConstraint("kind", "subject_id", name=op.f("uq_content_checks_kind_subject_id")),
    )
    op.create_index(
        "ix_content_checks_author_id_page",
        "content_checks",
        ["author_id", "written_at", "id"],
        unique=False,
        postgresql_where=sa.text("author_id IS NOT NULL"),
    )
    op.create_index(
        "ix_content_checks_city_id_queued",
        "content_checks",
        ["city_id", "written_at", "id"],
        unique=False,
        postgresql_where=sa.text(
            "state = 'review' OR (appealed_at IS NOT NULL AND appeal_decided_at IS NULL)"
        ),
    )
    op.create_index(
        "ix_content_checks_community_id_queued",
        "content_checks",
        ["community_id", "written_at", "id"],
        unique=False,
        postgresql_where=sa.text(
            "state = 'review' OR (appealed_at IS NOT NULL AND appeal_decided_at IS NULL)"
        ),
    )
    op.create_index(
        "ix_content_checks_district_id_queued",
        "content_checks",
        ["district_id", "written_at", "id"],
        unique=False,
        postgresql_where=sa.text(
            "state = 'review' OR (appealed_at IS NOT NULL AND appeal_decided_at IS NULL)"
        ),
    )
    op.create_index(
        "ix_content_checks_due",
        "content_checks",
        ["next_at"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index(
        "ix_content_checks_subdistrict_id_queued",
        "content_checks",
        ["subdistrict_id", "written_at", "id"],
        unique=False,
        postgresql_where=sa.text(
            "state = 'review' OR (appealed_at IS NOT NULL AND appeal_decided_at IS NULL)"
        ),
    )


def _content_check_pictures() -> None:
    op.create_table(
        "content_check_pictures",
        sa.Column("check_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("label", sa.Integer(), nullable=True),
        sa.Column("trace_id", sa.Text(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "state IN ('pending', 'pass', 'review', 'risky')",
            name=op.f("ck_content_check_pictures_state"),
        ),
        sa.ForeignKeyConstraint(
            ["check_id"], ["content_checks.id"], name=op.f("fk_content_check_pictures_check_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_content_check_pictures_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_content_check_pictures_file_id")
        ),
        sa.PrimaryKeyConstraint("check_id", "file_id", name=op.f("pk_content_check_pictures")),
    )
    op.create_index(
        op.f("ix_content_check_pictures_file_id"),
        "content_check_pictures",
        ["file_id"],
        unique=False,
    )
    op.create_index(
        "uq_content_check_pictures_trace_id",
        "content_check_pictures",
        ["trace_id"],
        unique=True,
        postgresql_where=sa.text("trace_id IS NOT NULL"),
    )


def _sensitive_words() -> None:
    op.create_table(
        "sensitive_words",
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("word", sa.Text(), nullable=False),
        sa.Column("folded", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_id", sa.Uuid(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "verdict IN ('review', 'risky')", name=op.f("ck_sensitive_words_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["added_by_id"], ["persons.id"], name=op.f("fk_sensitive_words_added_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["places.id"], name=op.f("fk_sensitive_words_city_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_sensitive_words_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_sensitive_words_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by_id"], ["persons.id"], name=op.f("fk_sensitive_words_removed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sensitive_words")),
    )
    op.create_index(
        "ix_sensitive_words_city_id_page",
        "sensitive_words",
        ["city_id", "added_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_sensitive_words_district_id_page",
        "sensitive_words",
        ["district_id", "added_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_sensitive_words_place_id",
        "sensitive_words",
        ["place_id", "folded"],
        unique=True,
        postgresql_where=sa.text("removed_at IS NULL"),
    )
