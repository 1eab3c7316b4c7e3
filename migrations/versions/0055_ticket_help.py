"""Help with tickets, and subtasks."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0055"
down_revision: str | None = "0054"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COUNTS = ("subtasks", "subtasks_done", "open_subtasks")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def upgrade() -> None:
    for name in COUNTS:
        op.add_column("tickets", sa.Column(name, sa.Integer(), server_default="0", nullable=False))
    _ticket_helpers()
    _ticket_subtasks()
    _ticket_subtask_photos()


def downgrade() -> None:
    for table in ("ticket_subtask_photos", "ticket_subtasks", "ticket_helpers"):
        op.drop_table(table)
    for name in COUNTS:
        op.drop_column("tickets", name)


def _ticket_helpers() -> None:
    table = "ticket_helpers"
    op.create_table(
        table,
        _id("ticket_id"),
        _id("person_id"),
        _id("district_id"),
        _text("request", nullable=True),
        _id("asked_by_id"),
        _at("asked_at"),
        _at("ended_at", nullable=True),
        _text("end_kind", nullable=True),
        _text("end_reason", nullable=True),
        _id("ended_by_id", nullable=True),
        _id("id"),
        sa.CheckConstraint(
            "(ended_at IS NULL) = (end_kind IS NULL)"
            " AND (ended_at IS NOT NULL OR num_nonnulls(end_reason, ended_by_id) = 0)",
            name=op.f("ck_ticket_helpers_ended"),
        ),
        _refers(table, "asked_by_id", "persons.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "ended_by_id", "persons.id"),
        _refers(table, "person_id", "persons.id"),
        _refers(table, "ticket_id", "tickets.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_helpers")),
    )
    op.create_index(op.f("ix_ticket_helpers_asked_by_id"), table, ["asked_by_id"])
    op.create_index(op.f("ix_ticket_helpers_ended_by_id"), table, ["ended_by_id"])
    op.create_index(op.f("ix_ticket_helpers_person_id_asked_at"), table, ["person_id", "asked_at"])
    op.create_index(
        op.f("ix_ticket_helpers_ticket_id_asked_at_id"), table, ["ticket_id", "asked_at", "id"]
    )
    op.create_index(
        "uq_ticket_helpers_open",
        table,
        ["person_id", "ticket_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )


def _ticket_subtasks() -> None:
    table = "ticket_subtasks"
    op.create_table(
        table,
        _id("ticket_id"),
        _id("district_id"),
        _text("title"),
        _text("what", nullable=True),
        _id("assignee_id", nullable=True),
        sa.Column("required", sa.Boolean(), nullable=False),
        _at("due_at"),
        _id("case_id"),
        _id("set_by_id"),
        _at("set_at"),
        _at("ended_at", nullable=True),
        _at("overdue_told_at", nullable=True),
        _id("id"),
        _refers(table, "assignee_id", "persons.id"),
        _refers(table, "case_id", "workflow_cases.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "set_by_id", "persons.id"),
        _refers(table, "ticket_id", "tickets.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_subtasks")),
        sa.UniqueConstraint("case_id", name=op.f("uq_ticket_subtasks_case_id")),
    )
    op.create_index(op.f("ix_ticket_subtasks_set_by_id"), table, ["set_by_id"])
    op.create_index(
        op.f("ix_ticket_subtasks_ticket_id_set_at_id"), table, ["ticket_id", "set_at", "id"]
    )
    for name, columns, where in (
        ("assignee_id_open", ["assignee_id", "due_at", "id"], "ended_at IS NULL"),
        ("assignee_id_ended", ["assignee_id", "ended_at", "id"], "ended_at IS NOT NULL"),
        ("due_at_untold", ["due_at"], "ended_at IS NULL AND overdue_told_at IS NULL"),
    ):
        op.create_index(
            f"ix_ticket_subtasks_{name}", table, columns, postgresql_where=sa.text(where)
        )


def _ticket_subtask_photos() -> None:
    table = "ticket_subtask_photos"
    op.create_table(
        table,
        _id("subtask_id"),
        _id("file_id"),
        _id("district_id"),
        sa.Column("step_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _refers(table, "district_id", "places.id"),
        _refers(table, "file_id", "files.id"),
        _refers(table, "subtask_id", "ticket_subtasks.id"),
        sa.PrimaryKeyConstraint("subtask_id", "file_id", name=op.f("pk_ticket_subtask_photos")),
    )
    op.create_index(op.f("ix_ticket_subtask_photos_file_id"), table, ["file_id"])
