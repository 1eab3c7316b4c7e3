"""Notices and subscription messages."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0053"
down_revision: str | None = "0052"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "notices",
    "notice_editions",
    "notice_photos",
    "notice_targets",
    "notice_receipts",
    "notice_reminders",
    "notification_settings",
    "district_quiet_hours",
    "subscription_templates",
    "subscription_kinds",
    "subscription_answers",
    "subscription_sends",
    "subscription_rounds",
    "subscription_pauses",
)


def upgrade() -> None:
    _notices()
    _notice_editions()
    _notice_photos()
    _notice_targets()
    _notice_receipts()
    _notice_reminders()
    _notification_settings()
    _district_quiet_hours()
    _subscription_templates()
    _subscription_kinds()
    _subscription_answers()
    _subscription_sends()
    _subscription_rounds()
    _subscription_pauses()
    for name, when, each in (
        ("refuse_change", "UPDATE OR DELETE", "ROW"),
        ("refuse_truncate", "TRUNCATE", "STATEMENT"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON notice_reminders "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)


def _notices() -> None:
    op.create_table(
        "notices",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("asks_confirmation", sa.Boolean(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("current_number", sa.Integer(), nullable=True),
        sa.Column("touched", sa.Integer(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawal_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'withdrawn') = (withdrawn_at IS NOT NULL) AND (withdrawn_at IS NULL) = (withdrawn_by_id IS NULL)",
            name=op.f("ck_notices_withdrawn"),
        ),
        sa.CheckConstraint(
            "category IN ('ordinary', 'important', 'emergency')", name=op.f("ck_notices_category")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'waiting', 'published', 'withdrawn', 'expired')",
            name=op.f("ck_notices_state"),
        ),
        sa.CheckConstraint(
            "(published_at IS NULL) = (current_number IS NULL)", name=op.f("ck_notices_published")
        ),
        sa.CheckConstraint("expires_at > begins_at", name=op.f("ck_notices_some_time")),
        sa.ForeignKeyConstraint(["author_id"], ["persons.id"], name=op.f("fk_notices_author_id")),
        sa.ForeignKeyConstraint(["city_id"], ["places.id"], name=op.f("fk_notices_city_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_notices_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_notices_district_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_notices_place_id")),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_notices_subdistrict_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["persons.id"], name=op.f("fk_notices_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
    )
    op.create_index(op.f("ix_notices_author_id"), "notices", ["author_id"])
    op.create_index("ix_notices_city_id_page", "notices", ["city_id", "made_at", "id"])
    op.create_index("ix_notices_community_id_page", "notices", ["community_id", "made_at", "id"])
    op.create_index("ix_notices_district_id_page", "notices", ["district_id", "made_at", "id"])
    op.create_index(
        "ix_notices_ending",
        "notices",
        ["expires_at"],
        postgresql_where=sa.text("state = 'published'"),
    )
    op.create_index(
        "ix_notices_subdistrict_id_page", "notices", ["subdistrict_id", "made_at", "id"]
    )
    op.create_index(op.f("ix_notices_withdrawn_by_id"), "notices", ["withdrawn_by_id"])


def _notice_editions() -> None:
    op.create_table(
        "notice_editions",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("change_note", sa.Text(), nullable=True),
        sa.Column("author_id", sa.Uuid(), nullable=False),
        sa.Column("submitted_by_id", sa.Uuid(), nullable=True),
        sa.Column("passed_by_id", sa.Uuid(), nullable=True),
        sa.Column("returned_by_id", sa.Uuid(), nullable=True),
        sa.Column("return_note", sa.Text(), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(state = 'published') = (published_at IS NOT NULL)",
            name=op.f("ck_notice_editions_published"),
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'waiting', 'published')", name=op.f("ck_notice_editions_state")
        ),
        sa.CheckConstraint(
            "(number = 1) = (change_note IS NULL)",
            name=op.f("ck_notice_editions_says_what_changed"),
        ),
        sa.CheckConstraint(
            "passed_by_id IS NULL OR (passed_by_id <> author_id AND passed_by_id <> submitted_by_id)",
            name=op.f("ck_notice_editions_second_person"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["persons.id"], name=op.f("fk_notice_editions_author_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_notice_editions_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_editions_notice_id")
        ),
        sa.ForeignKeyConstraint(
            ["passed_by_id"], ["persons.id"], name=op.f("fk_notice_editions_passed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["returned_by_id"], ["persons.id"], name=op.f("fk_notice_editions_returned_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["submitted_by_id"], ["persons.id"], name=op.f("fk_notice_editions_submitted_by_id")
        ),
        sa.PrimaryKeyConstraint("notice_id", "number", name=op.f("pk_notice_editions")),
    )
    op.create_index(op.f("ix_notice_editions_author_id"), "notice_editions", ["author_id"])
    op.create_index(op.f("ix_notice_editions_passed_by_id"), "notice_editions", ["passed_by_id"])
    op.create_index(
        op.f("ix_notice_editions_returned_by_id"), "notice_editions", ["returned_by_id"]
    )
    op.create_index(
        op.f("ix_notice_editions_submitted_by_id"), "notice_editions", ["submitted_by_id"]
    )
    op.create_index(
        "uq_notice_editions_open",
        "notice_editions",
        ["notice_id"],
        unique=True,
        postgresql_where=sa.text("published_at IS NULL"),
    )


def _notice_photos() -> None:
    op.create_table(
        "notice_photos",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_notice_photos_district_id")
        ),
        sa.ForeignKeyConstraint(["file_id"], ["files.id"], name=op.f("fk_notice_photos_file_id")),
        sa.ForeignKeyConstraint(
            ["notice_id", "number"],
            ["notice_editions.notice_id", "notice_editions.number"],
            name=op.f("fk_notice_photos_notice_id_number"),
        ),
        sa.PrimaryKeyConstraint("notice_id", "number", "file_id", name=op.f("pk_notice_photos")),
    )
    op.create_index(op.f("ix_notice_photos_file_id"), "notice_photos", ["file_id"])


def _notice_targets() -> None:
    op.create_table(
        "notice_targets",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("target_id", sa.Uuid(), nullable=False),
        sa.Column("audience", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("scope_column", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("shown", sa.Boolean(), nullable=False),
        sa.Column("public", sa.Boolean(), nullable=False),
        sa.Column("begins_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_notice_targets_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_targets_notice_id")
        ),
        sa.PrimaryKeyConstraint(
            "notice_id", "target_id", "audience", name=op.f("pk_notice_targets")
        ),
    )
    op.create_index(
        "ix_notice_targets_shown",
        "notice_targets",
        ["target_id", "audience", "begins_at", "notice_id"],
        postgresql_where=sa.text("shown"),
    )


def _notice_receipts() -> None:
    op.create_table(
        "notice_receipts",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_number", sa.Integer(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_number IS NULL)",
            name=op.f("ck_notice_receipts_confirmed"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_notice_receipts_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_receipts_notice_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_notice_receipts_person_id")
        ),
        sa.PrimaryKeyConstraint("notice_id", "person_id", name=op.f("pk_notice_receipts")),
    )
    op.create_index(op.f("ix_notice_receipts_person_id"), "notice_receipts", ["person_id"])


def _notice_reminders() -> None:
    op.create_table(
        "notice_reminders",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reminded_by_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_notice_reminders_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_notice_reminders_notice_id")
        ),
        sa.ForeignKeyConstraint(
            ["reminded_by_id"], ["persons.id"], name=op.f("fk_notice_reminders_reminded_by_id")
        ),
        sa.PrimaryKeyConstraint("notice_id", "reminded_at", name=op.f("pk_notice_reminders")),
    )
    op.create_index(
        op.f("ix_notice_reminders_reminded_by_id"), "notice_reminders", ["reminded_by_id"]
    )


def _notification_settings() -> None:
    op.create_table(
        "notification_settings",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("choices", postgresql.JSONB(), nullable=False),
        sa.Column("quiet_starts", sa.Integer(), nullable=True),
        sa.Column("quiet_ends", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(quiet_starts IS NULL) = (quiet_ends IS NULL) AND quiet_starts BETWEEN 0 AND 1439 AND quiet_ends BETWEEN 0 AND 1439",
            name=op.f("ck_notification_settings_minutes"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_notification_settings_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_notification_settings")),
    )


def _district_quiet_hours() -> None:
    op.create_table(
        "district_quiet_hours",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("starts", sa.Integer(), nullable=False),
        sa.Column("ends", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "starts BETWEEN 0 AND 1439 AND ends BETWEEN 0 AND 1439",
            name=op.f("ck_district_quiet_hours_minutes"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_district_quiet_hours_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["persons.id"], name=op.f("fk_district_quiet_hours_set_by_id")
        ),
        sa.PrimaryKeyConstraint("district_id", name=op.f("pk_district_quiet_hours")),
    )
    op.create_index(
        op.f("ix_district_quiet_hours_set_by_id"), "district_quiet_hours", ["set_by_id"]
    )


def _subscription_templates() -> None:
    op.create_table(
        "subscription_templates",
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wechat_template_id", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        sa.Column("page", sa.Text(), nullable=False),
        sa.Column("lasting", sa.Boolean(), nullable=False),
        sa.Column("merge_minutes", sa.Integer(), nullable=False),
        sa.Column("wanted_credits", sa.Integer(), nullable=False),
        sa.Column("ask_again_days", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by_id", sa.Uuid(), nullable=False),
        sa.Column("faulty_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("faulty_errcode", sa.Integer(), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(faulty_at IS NULL) = (faulty_errcode IS NULL)",
            name=op.f("ck_subscription_templates_faulty"),
        ),
        sa.CheckConstraint(
            "ask_again_days BETWEEN 1 AND 365",
            name=op.f("ck_subscription_templates_ask_again_days"),
        ),
        sa.CheckConstraint(
            "merge_minutes BETWEEN 0 AND 120", name=op.f("ck_subscription_templates_merge_minutes")
        ),
        sa.CheckConstraint(
            "wanted_credits BETWEEN 1 AND 20", name=op.f("ck_subscription_templates_wanted_credits")
        ),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["persons.id"], name=op.f("fk_subscription_templates_changed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_templates")),
        sa.UniqueConstraint(
            "wechat_template_id", name=op.f("uq_subscription_templates_wechat_template_id")
        ),
    )
    op.create_index(
        op.f("ix_subscription_templates_changed_by_id"), "subscription_templates", ["changed_by_id"]
    )


def _subscription_kinds() -> None:
    op.create_table(
        "subscription_kinds",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["subscription_templates.id"],
            name=op.f("fk_subscription_kinds_template_id"),
        ),
        sa.PrimaryKeyConstraint("kind", name=op.f("pk_subscription_kinds")),
    )
    op.create_index(
        op.f("ix_subscription_kinds_template_id"), "subscription_kinds", ["template_id"]
    )


def _subscription_answers() -> None:
    op.create_table(
        "subscription_answers",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("spent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer = 'accept' OR spent_at IS NULL", name=op.f("ck_subscription_answers_spent")
        ),
        sa.CheckConstraint(
            "answer IN ('accept', 'reject', 'ban', 'filter')",
            name=op.f("ck_subscription_answers_answer"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_subscription_answers_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["subscription_templates.id"],
            name=op.f("fk_subscription_answers_template_id"),
        ),
        sa.PrimaryKeyConstraint("report_id", "template_id", name=op.f("pk_subscription_answers")),
    )
    op.create_index(
        op.f("ix_subscription_answers_answered_at"), "subscription_answers", ["answered_at"]
    )
    op.create_index(
        op.f("ix_subscription_answers_person_id_template_id_answered_at"),
        "subscription_answers",
        ["person_id", "template_id", "answered_at"],
    )
    op.create_index(
        "ix_subscription_answers_unspent",
        "subscription_answers",
        ["person_id", "template_id", "answered_at", "report_id"],
        postgresql_where=sa.text("answer = 'accept' AND spent_at IS NULL AND void_at IS NULL"),
    )


def _subscription_sends() -> None:
    op.create_table(
        "subscription_sends",
        sa.Column("occasion_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("template_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("about_kind", sa.Text(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("message_id", sa.Uuid(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("merges", sa.Boolean(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("errcode", sa.Integer(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('waiting', 'sending')) = (ended_at IS NULL) AND (state <> 'sending' OR claimed_at IS NOT NULL)",
            name=op.f("ck_subscription_sends_ended"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'sending', 'sent', 'unsure', 'refused', 'no_credit', 'seen', 'unreachable', 'stale')",
            name=op.f("ck_subscription_sends_state"),
        ),
        sa.CheckConstraint("times > 0", name=op.f("ck_subscription_sends_told")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_subscription_sends_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_subscription_sends_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["template_id"],
            ["subscription_templates.id"],
            name=op.f("fk_subscription_sends_template_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_sends")),
        sa.UniqueConstraint(
            "occasion_id", "person_id", name=op.f("uq_subscription_sends_occasion_id_person_id")
        ),
    )
    op.create_index(
        op.f("ix_subscription_sends_about_id_state"), "subscription_sends", ["about_id", "state"]
    )
    op.create_index(
        "ix_subscription_sends_broken",
        "subscription_sends",
        ["claimed_at"],
        postgresql_where=sa.text("state = 'sending'"),
    )
    op.create_index(
        "ix_subscription_sends_due",
        "subscription_sends",
        ["urgent", "due_at", "id"],
        postgresql_where=sa.text("state = 'waiting'"),
    )
    op.create_index(op.f("ix_subscription_sends_person_id"), "subscription_sends", ["person_id"])
    op.create_index(op.f("ix_subscription_sends_told_at"), "subscription_sends", ["told_at"])
    op.create_index(
        "uq_subscription_sends_merging",
        "subscription_sends",
        ["person_id", "template_id"],
        unique=True,
        postgresql_where=sa.text("state = 'waiting' AND merges"),
    )


def _subscription_rounds() -> None:
    op.create_table(
        "subscription_rounds",
        sa.Column("notice_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("after_id", sa.Uuid(), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(after_since IS NULL) = (after_id IS NULL)", name=op.f("ck_subscription_rounds_begun")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_subscription_rounds_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notices.id"], name=op.f("fk_subscription_rounds_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_subscription_rounds")),
    )
    op.create_index(
        "ix_subscription_rounds_due",
        "subscription_rounds",
        ["due_at", "id"],
        postgresql_where=sa.text("done_at IS NULL"),
    )
    op.create_index(op.f("ix_subscription_rounds_notice_id"), "subscription_rounds", ["notice_id"])


def _subscription_pauses() -> None:
    op.create_table(
        "subscription_pauses",
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("app_id", name=op.f("pk_subscription_pauses")),
    )
