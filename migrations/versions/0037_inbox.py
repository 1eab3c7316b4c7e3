"""An inbox, and when vacancies are told."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0037"
down_revision: str | None = "0036"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _rules()
    # What was announced before was told to nobody: it is told again, from the first step on.
    op.add_column(
        "grid_vacancies",
        sa.Column("told_step", sa.Integer(), server_default="0", nullable=False),
    )
    op.create_check_constraint(
        op.f("ck_grid_vacancies_step_known"), "grid_vacancies", "told_step BETWEEN 0 AND 3"
    )
    _silent("told_step < 3")
    _matters()
    _messages()


def downgrade() -> None:
    for table in ("messages", "message_tellings", "inbox_matter_offices", "inbox_matters"):
        op.drop_table(table)
    _silent("announced_at IS NULL")
    op.drop_constraint(op.f("ck_grid_vacancies_step_known"), "grid_vacancies")
    op.drop_column("grid_vacancies", "told_step")
    op.drop_table("vacancy_rules")


def _silent(condition: str) -> None:
    name = "ix_grid_vacancies_silent"
    op.drop_index(name, "grid_vacancies")
    where = sa.text(f"filled_at IS NULL AND {condition}")
    op.create_index(name, "grid_vacancies", ["since"], postgresql_where=where)


def _rules() -> None:
    op.create_table(
        "vacancy_rules",
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("community_days", sa.Integer(), nullable=True),
        sa.Column("subdistrict_days", sa.Integer(), nullable=True),
        sa.Column("district_days", sa.Integer(), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(community_days IS NULL) = (subdistrict_days IS NULL)"
            " AND (community_days IS NULL) = (district_days IS NULL)",
            name=op.f("ck_vacancy_rules_whole"),
        ),
        sa.CheckConstraint(
            "1 <= community_days AND community_days < subdistrict_days"
            " AND subdistrict_days < district_days AND district_days <= 60",
            name=op.f("ck_vacancy_rules_in_order"),
        ),
        sa.CheckConstraint("version > 0", name=op.f("ck_vacancy_rules_numbered")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_vacancy_rules_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["persons.id"], name=op.f("fk_vacancy_rules_set_by_id")
        ),
        sa.PrimaryKeyConstraint("place_id", "version", name=op.f("pk_vacancy_rules")),
    )
    op.create_index(op.f("ix_vacancy_rules_set_by_id"), "vacancy_rules", ["set_by_id"])
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON vacancy_rules "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _id(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _refers(table: str, column: str, target: str, **more: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"), **more
    )


def _matters() -> None:
    table = "inbox_matters"
    op.create_table(
        table,
        _id("district_id"),
        _text("kind"),
        _id("occasion_id"),
        _text("about_kind"),
        _id("about_id"),
        _time("opened_at"),
        _time("closes_at", nullable=True),
        _time("closed_at", nullable=True),
        _id("id"),
        sa.CheckConstraint("closed_at >= opened_at", name=op.f(f"ck_{table}_in_order")),
        _refers(table, "district_id", "places"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("kind", "occasion_id", name=op.f(f"uq_{table}_kind_occasion_id")),
    )
    for name, columns, condition in (
        ("open", ["opened_at", "id"], "closed_at IS NULL"),
        ("ending", ["closes_at"], "closed_at IS NULL AND closes_at IS NOT NULL"),
        ("closed", ["closed_at"], "closed_at IS NOT NULL"),
    ):
        where = sa.text(condition)
        op.create_index(f"ix_{table}_{name}", table, columns, postgresql_where=where)
    table = "inbox_matter_offices"
    op.create_table(
        table,
        _id("matter_id"),
        _text("role"),
        _id("held_at_id"),
        _id("district_id"),
        _text("title"),
        _text("text"),
        _refers(table, "matter_id", "inbox_matters", ondelete="CASCADE"),
        _refers(table, "district_id", "places"),
        sa.PrimaryKeyConstraint("matter_id", "role", "held_at_id", name=op.f(f"pk_{table}")),
    )


def _messages() -> None:
    table = "messages"
    op.create_table(
        table,
        _id("person_id"),
        _id("district_id", nullable=True),
        _text("kind"),
        _text("title"),
        _text("text"),
        _text("about_kind"),
        _id("about_id"),
        _id("topic_id"),
        sa.Column("times", sa.Integer(), nullable=False),
        _time("told_at"),
        _time("read_at", nullable=True),
        _time("done_at", nullable=True),
        _id("matter_id", nullable=True),
        _id("posting_id", nullable=True),
        _text("role", nullable=True),
        _id("id"),
        sa.CheckConstraint("times > 0", name=op.f(f"ck_{table}_told")),
        sa.CheckConstraint(
            "(matter_id IS NULL) = (posting_id IS NULL)", name=op.f(f"ck_{table}_to_an_office")
        ),
        sa.CheckConstraint(
            "(matter_id IS NULL) = (role IS NULL)", name=op.f(f"ck_{table}_as_an_office")
        ),
        _refers(table, "person_id", "persons"),
        _refers(table, "district_id", "places"),
        _refers(table, "matter_id", "inbox_matters"),
        _refers(table, "posting_id", "postings"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    unread = "read_at IS NULL AND done_at IS NULL"
    for name, columns, condition in (
        ("uq_messages_topic", ["person_id", "kind", "topic_id"], f"{unread} AND matter_id IS NULL"),
        ("uq_messages_matter", ["matter_id", "person_id"], "matter_id IS NOT NULL"),
        ("ix_messages_page", ["person_id", "told_at", "id"], None),
        ("ix_messages_kind_page", ["person_id", "kind", "told_at", "id"], None),
        ("ix_messages_unread_page", ["person_id", "told_at", "id"], unread),
        ("ix_messages_old", ["told_at"], None),
        (
            "ix_messages_posting_open",
            ["posting_id"],
            "posting_id IS NOT NULL AND done_at IS NULL",
        ),
    ):
        where = sa.text(condition) if condition else None
        unique = name.startswith("uq_")
        op.create_index(name, table, columns, unique=unique, postgresql_where=where)
    table = "message_tellings"
    op.create_table(
        table,
        _id("person_id"),
        _id("occasion_id"),
        _id("district_id", nullable=True),
        _time("told_at"),
        _refers(table, "person_id", "persons"),
        _refers(table, "district_id", "places"),
        sa.PrimaryKeyConstraint("person_id", "occasion_id", name=op.f(f"pk_{table}")),
    )
    op.create_index("ix_message_tellings_old", table, ["told_at"])
