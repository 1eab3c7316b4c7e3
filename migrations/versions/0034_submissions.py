"""Submissions by the batch, their photos, edits and reviews; what is taken back; shared lists."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0034"
down_revision: str | None = "0033"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

APPEND_ONLY = (
    "form_submission_edits",
    "form_choice_lists",
    "inspection_photos",
    "earning_reversals",
)
COUNTED_SCOPES = ("community_id", "general_grid_id", "micro_grid_id")
EARNED_ONCE = ["subject_id", "series_id", "card_id"]


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    _make_edits()
    _make_lists()
    _widen_inspections()
    _make_photos()
    _make_reversals()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
        )
        op.execute(
            f"CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION shequ_refuse_change()"
        )


def _make_edits() -> None:
    op.create_table(
        "form_submission_edits",
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("edited_by_id", sa.Uuid(), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 2", name=op.f("ck_form_submission_edits_counted")),
        _refers("form_submission_edits", "submission_id", "form_submissions.id"),
        _refers("form_submission_edits", "district_id", "places.id"),
        _refers("form_submission_edits", "edited_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("submission_id", "number", name=op.f("pk_form_submission_edits")),
    )


def _make_lists() -> None:
    op.create_table(
        "form_choice_lists",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("choices", postgresql.JSONB(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_form_choice_lists_counted")),
        _refers("form_choice_lists", "place_id", "places.id"),
        _refers("form_choice_lists", "written_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("key", "number", name=op.f("pk_form_choice_lists")),
    )
    op.create_index(op.f("ix_form_choice_lists_place_id"), "form_choice_lists", ["place_id"])


def _widen_inspections() -> None:
    op.add_column("inspections", sa.Column("state", sa.Text(), nullable=True))
    op.execute(
        "UPDATE inspections SET state = workflow_cases.state "
        "FROM workflow_cases WHERE workflow_cases.id = inspections.case_id"
    )
    op.alter_column("inspections", "state", nullable=False)
    op.add_column(
        "inspections",
        sa.Column("answers_number", sa.Integer(), nullable=False, server_default="1"),
    )
    op.alter_column("inspections", "answers_number", server_default=None)
    op.add_column(
        "inspections", sa.Column("approvals", sa.Integer(), nullable=False, server_default="0")
    )
    op.alter_column("inspections", "approvals", server_default=None)
    op.execute("UPDATE inspections SET approvals = 1 WHERE state = 'approved'")
    op.add_column(
        "inspections", sa.Column("photos_waived_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_check_constraint(op.f("ck_inspections_counted"), "inspections", "answers_number >= 1")
    _page_indexes(include=["state", "micro_grid_id"])


def _page_indexes(*, include: list[str]) -> None:
    for column in COUNTED_SCOPES:
        name = f"ix_inspections_{column}_page"
        op.drop_index(name, "inspections")
        op.create_index(
            name, "inspections", [column, "received_at", "id"], postgresql_include=include
        )


def _make_photos() -> None:
    op.create_table(
        "inspection_photos",
        sa.Column("inspection_id", sa.Uuid(), nullable=False),
        sa.Column("photo_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name=op.f("ck_inspection_photos_hashed")),
        _refers("inspection_photos", "inspection_id", "inspections.id"),
        _refers("inspection_photos", "district_id", "places.id"),
        sa.PrimaryKeyConstraint("inspection_id", "photo_id", name=op.f("pk_inspection_photos")),
    )
    op.create_table(
        "file_parts",
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("start_byte", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("start_byte >= 0", name=op.f("ck_file_parts_counted")),
        sa.CheckConstraint("octet_length(content) > 0", name=op.f("ck_file_parts_filled")),
        _refers("file_parts", "owner_id", "persons.id"),
        sa.PrimaryKeyConstraint("owner_id", "sha256", "start_byte", name=op.f("pk_file_parts")),
    )
    op.create_index(op.f("ix_file_parts_received_at"), "file_parts", ["received_at"])
    # Pictures are compressed already.
    op.execute("ALTER TABLE file_parts ALTER COLUMN content SET STORAGE EXTERNAL")


def _make_reversals() -> None:
    op.create_table(
        "earning_reversals",
        sa.Column("earning_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("taken_points", sa.Integer(), nullable=False),
        sa.Column("owed_points", sa.Integer(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "taken_points >= 0 AND owed_points >= 0", name=op.f("ck_earning_reversals_counted")
        ),
        sa.CheckConstraint(
            "(taken_points > 0) = (transfer_id IS NOT NULL)",
            name=op.f("ck_earning_reversals_paid"),
        ),
        _refers("earning_reversals", "earning_id", "earnings.id"),
        _refers("earning_reversals", "district_id", "places.id"),
        _refers("earning_reversals", "transfer_id", "ledger_transfers.id"),
        sa.PrimaryKeyConstraint("earning_id", name=op.f("pk_earning_reversals")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_earning_reversals_transfer_id")),
    )
    op.add_column("earnings", sa.Column("round", sa.Integer(), nullable=False, server_default="1"))
    op.alter_column("earnings", "round", server_default=None)
    _earned_once([*EARNED_ONCE, "round"], instead_of=EARNED_ONCE)


def _earned_once(columns: list[str], *, instead_of: list[str]) -> None:
    op.drop_constraint(op.f(f"uq_earnings_{'_'.join(instead_of)}"), "earnings", type_="unique")
    op.create_unique_constraint(op.f(f"uq_earnings_{'_'.join(columns)}"), "earnings", columns)


def downgrade() -> None:
    _refuse_what_cannot_go_back()
    _earned_once(EARNED_ONCE, instead_of=[*EARNED_ONCE, "round"])
    op.drop_column("earnings", "round")
    op.drop_table("earning_reversals")
    op.drop_table("file_parts")
    op.drop_table("inspection_photos")
    _page_indexes(include=[])
    op.drop_constraint(op.f("ck_inspections_counted"), "inspections", type_="check")
    for column in ("photos_waived_at", "approvals", "answers_number", "state"):
        op.drop_column("inspections", column)
    op.drop_table("form_choice_lists")
    op.drop_table("form_submission_edits")


def _refuse_what_cannot_go_back() -> None:
    """What was earned a second time after the first was taken back would be paid twice."""
    again = "SELECT EXISTS (SELECT FROM earnings WHERE round > 1)"
    if op.get_bind().scalar(sa.text(again)):
        raise RuntimeError("points were earned again after they had been taken back")
