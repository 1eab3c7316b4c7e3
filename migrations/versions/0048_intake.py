"""Categories as data, anonymous tickets, limits."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0048"
down_revision: str | None = "0047"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SEALED_REPORTER = (
    "anonymous = (reporter_sealed IS NOT NULL)"
    " AND anonymous = (reporter_index IS NOT NULL)"
    " AND NOT (anonymous AND (reporter_id IS NOT NULL OR filed_by_id IS NOT NULL))"
)
TRIAGED_BY = ("city_id", "district_id", "subdistrict_id", "community_id")
MEASURED = "(width IS NULL) = (height IS NULL) AND (width IS NULL) <> (seconds IS NULL)"


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _id(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=optional)


def _at(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _text(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=optional)


def _never_changed(table: str) -> None:
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def upgrade() -> None:
    _anonymity()
    _files()
    _openings()
    _categories()
    _limits()
    _petitioners()


def downgrade() -> None:
    op.drop_table("ticket_petitioners")
    for table in ("ticket_block_appeals", "ticket_blocks", "ticket_turns", "ticket_limit_rules"):
        op.drop_table(table)
    _plain_categories()
    op.drop_table("ticket_reporter_openings")
    _only_photos()
    _back_to_names()


def _anonymity() -> None:
    op.alter_column("tickets", "reporter_id", nullable=True)
    op.alter_column("workflow_steps", "actor_id", nullable=True)
    op.add_column(
        "tickets", sa.Column("anonymous", sa.Boolean(), server_default="false", nullable=False)
    )
    op.add_column("tickets", sa.Column("reporter_sealed", sa.LargeBinary(), nullable=True))
    op.add_column("tickets", sa.Column("reporter_index", sa.LargeBinary(), nullable=True))
    op.create_check_constraint(op.f("ck_tickets_sealed_reporter"), "tickets", SEALED_REPORTER)
    op.create_index(
        "ix_tickets_reporter_index_page",
        "tickets",
        ["reporter_index", "created_at", "id"],
        postgresql_where=sa.text("reporter_index IS NOT NULL"),
    )
    op.execute("""
        CREATE FUNCTION shequ_forget_unsigned(cases uuid[]) RETURNS void
        LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
          UPDATE workflow_steps SET note = '（已注销）'
            WHERE case_id = ANY (cases) AND actor_id IS NULL AND note <> '（已注销）';
        $$""")
    op.execute("REVOKE EXECUTE ON FUNCTION shequ_forget_unsigned(uuid[]) FROM PUBLIC")


def _back_to_names() -> None:
    """Refused by the constraints while there are tickets or steps without a name."""
    op.execute("DROP FUNCTION shequ_forget_unsigned(uuid[])")
    op.drop_index("ix_tickets_reporter_index_page", "tickets")
    op.drop_constraint(op.f("ck_tickets_sealed_reporter"), "tickets")
    op.drop_column("tickets", "reporter_index")
    op.drop_column("tickets", "reporter_sealed")
    op.drop_column("tickets", "anonymous")
    op.alter_column("workflow_steps", "actor_id", nullable=False)
    op.alter_column("tickets", "reporter_id", nullable=False)


def _files() -> None:
    for column in ("owner_id", "width", "height"):
        op.alter_column("files", column, nullable=True)
    op.add_column("files", sa.Column("owner_index", sa.LargeBinary(), nullable=True))
    op.add_column("files", sa.Column("seconds", sa.Integer(), nullable=True))
    op.create_unique_constraint(
        op.f("uq_files_owner_index_original_sha256"), "files", ["owner_index", "original_sha256"]
    )
    op.create_check_constraint(
        op.f("ck_files_owned"), "files", "(owner_id IS NULL) <> (owner_index IS NULL)"
    )
    op.create_check_constraint(op.f("ck_files_measured"), "files", MEASURED)


def _only_photos() -> None:
    """Refused while there are spoken messages or photos without an owner's name."""
    op.drop_constraint(op.f("ck_files_measured"), "files")
    op.drop_constraint(op.f("ck_files_owned"), "files")
    op.drop_constraint(op.f("uq_files_owner_index_original_sha256"), "files")
    op.drop_column("files", "seconds")
    op.drop_column("files", "owner_index")
    for column in ("owner_id", "width", "height"):
        op.alter_column("files", column, nullable=False)


def _openings() -> None:
    table = "ticket_reporter_openings"
    scopes = ("city_id", "district_id", "subdistrict_id", "community_id")
    op.create_table(
        table,
        _id("id"),
        _id("ticket_id"),
        *(_id(column) for column in scopes),
        _id("opened_by_id"),
        _text("role"),
        _text("reason"),
        _text("silent_ground", optional=True),
        _at("opened_at"),
        _refers(table, "ticket_id", "tickets.id"),
        _refers(table, "opened_by_id", "persons.id"),
        *(_refers(table, column, "places.id") for column in scopes),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(f"ix_{table}_ticket_id_opened_at_id", table, ["ticket_id", "opened_at", "id"])
    for column in scopes:
        op.create_index(f"ix_{table}_{column}_page", table, [column, "opened_at", "id"])
    _never_changed(table)


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), server_default="false", nullable=False)


def _categories() -> None:
    table = "ticket_services"
    for column in (
        *(_id("owner_id", optional=True), _text("group_code", optional=True)),
        *(_text("icon", optional=True), _flag("private_by_default"), _flag("emergency")),
        _id("form_version_id", optional=True),
    ):
        op.add_column(table, column)
    op.create_index(op.f(f"ix_{table}_owner_id"), table, ["owner_id"])
    for column, target in (
        ("owner_id", "places.id"),
        ("group_code", "ticket_services.code"),
        ("form_version_id", "form_versions.id"),
    ):
        other, key = target.split(".")
        op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, other, [column], [key])
    op.add_column("tickets", _flag("awaits_service"))
    for column in TRIAGED_BY:
        op.create_index(
            f"ix_tickets_{column}_uncategorised",
            "tickets",
            [column, "created_at", "id"],
            postgresql_where=sa.text("awaits_service"),
        )
    _answers()
    _arrangements()


def _answers() -> None:
    table = "ticket_answers"
    op.create_table(
        table,
        _id("ticket_id"),
        _text("service_code"),
        _id("district_id"),
        _id("form_version_id"),
        sa.Column("answers", postgresql.JSONB(), nullable=False),
        _at("given_at"),
        _refers(table, "ticket_id", "tickets.id"),
        _refers(table, "service_code", "ticket_services.code"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "form_version_id", "form_versions.id"),
        sa.PrimaryKeyConstraint("ticket_id", "service_code", name=op.f(f"pk_{table}")),
    )


def _arrangements() -> None:
    table = "ticket_service_places"
    op.create_table(
        table,
        _id("community_id"),
        _text("service_code"),
        _id("district_id"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("hidden", sa.Boolean(), nullable=False),
        _refers(table, "community_id", "places.id"),
        _refers(table, "service_code", "ticket_services.code"),
        _refers(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("community_id", "service_code", name=op.f(f"pk_{table}")),
    )


def _plain_categories() -> None:
    op.drop_table("ticket_service_places")
    op.drop_table("ticket_answers")
    for column in TRIAGED_BY:
        op.drop_index(f"ix_tickets_{column}_uncategorised", "tickets")
    op.drop_column("tickets", "awaits_service")
    for column in (
        *("form_version_id", "emergency", "private_by_default", "icon", "group_code", "owner_id"),
    ):
        op.drop_column("ticket_services", column)


def _number(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=False)


def _check(table: str, name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))


def _limits() -> None:
    table = "ticket_limit_rules"
    op.create_table(
        table,
        *(_id("place_id"), _id("district_id"), _number("per_day"), _number("identical_per_day")),
        *(_id("set_by_id"), _at("set_at")),
        _refers(table, "place_id", "places.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "set_by_id", "persons.id"),
        _check(table, "some", "per_day > 0 AND identical_per_day > 0"),
        _check(table, "in_order", "identical_per_day <= per_day"),
        sa.PrimaryKeyConstraint("place_id", name=op.f(f"pk_{table}")),
    )
    table = "ticket_turns"
    op.create_table(
        table,
        *(_id("id"), _id("district_id"), sa.Column("day", sa.Date(), nullable=False)),
        _number("count"),
        _refers(table, "district_id", "places.id"),
        _check(table, "counted", "count > 0"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_day"), table, ["day"])
    _blocks()
    table = "ticket_block_appeals"
    op.create_table(
        table,
        *(_id("block_id"), _id("district_id"), _text("text"), _at("appealed_at")),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        *(_id("decided_by_id", optional=True), _text("decision", optional=True)),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        _refers(table, "block_id", "ticket_blocks.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "decided_by_id", "persons.id"),
        _check(table, "decided", "(decided_at IS NULL) = (decided_by_id IS NULL)"),
        _check(table, "answered", "(decided_at IS NULL) = (upheld IS NULL)"),
        sa.PrimaryKeyConstraint("block_id", name=op.f(f"pk_{table}")),
    )


def _blocks() -> None:
    table = "ticket_blocks"
    op.create_table(
        table,
        *(_id("id"), _id("ticket_id"), *(_id(column) for column in TRIAGED_BY)),
        _id("person_id", optional=True),
        sa.Column("reporter_index", sa.LargeBinary(), nullable=True),
        *(_text("reason"), _at("starts_at"), _at("ends_at"), _id("blocked_by_id")),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        *(_id("lifted_by_id", optional=True), _text("lift_reason", optional=True)),
        _refers(table, "ticket_id", "tickets.id"),
        *(_refers(table, column, "places.id") for column in TRIAGED_BY),
        *(
            _refers(table, column, "persons.id")
            for column in ("person_id", "blocked_by_id", "lifted_by_id")
        ),
        _check(table, "somebody", "(person_id IS NULL) <> (reporter_index IS NULL)"),
        _check(table, "in_order", "ends_at > starts_at"),
        _check(table, "lifted", "(lifted_at IS NULL) = (lifted_by_id IS NULL)"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index("uq_ticket_blocks_ticket_id", table, ["ticket_id"], unique=True)
    for column in TRIAGED_BY:
        op.create_index(f"ix_{table}_{column}_page", table, [column, "starts_at", "id"])
    for column in ("person_id", "reporter_index"):
        op.create_index(
            f"ix_{table}_{column}",
            table,
            [column, "ends_at"],
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )


def _petitioners() -> None:
    table = "ticket_petitioners"
    op.create_table(
        table,
        *(_id("ticket_id"), _id("district_id")),
        sa.Column("name_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        *(_id("organisation_id", optional=True), _at("entered_at")),
        _refers(table, "ticket_id", "tickets.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "organisation_id", "organisations.id"),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        f"ix_{table}_entered_at_named",
        table,
        ["entered_at"],
        postgresql_where=sa.text("name_sealed IS NOT NULL OR phone_sealed IS NOT NULL"),
    )
