"""Handling, routing and pressing of tickets."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0050"
down_revision: str | None = "0049"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COUNTS = ("bounces", "urges", "supervisions")
MARKS = ("awaits_arbitration", "bound")
ARBITRATED_BY = ("city_id", "district_id", "subdistrict_id")
SCOPES = (*ARBITRATED_BY, "community_id")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _id(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=optional)


def _at(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=optional)


def _text(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=optional)


def _number(name: str, *, optional: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=optional)


def _check(table: str, name: str, holds: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(holds, name=op.f(f"ck_{table}_{name}"))


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
    _tickets()
    _rules()
    _arbitrations()
    _routing_rules()
    _routing_editions()
    _rotations()
    _routings()
    _offers()
    _urges()
    _supervisions()
    _calls()
    _call_steps()
    _watches()


def downgrade() -> None:
    for table in (
        *("ticket_watches", "ticket_call_steps", "ticket_calls"),
        *("ticket_supervisions", "ticket_urges"),
        *("ticket_offers", "ticket_routings", "ticket_rotations"),
        *("ticket_routing_rule_editions", "ticket_routing_rules"),
    ):
        op.drop_table(table)
    op.drop_table("ticket_arbitrations")
    op.drop_table("ticket_rules")
    for column in ARBITRATED_BY:
        op.drop_index(f"ix_tickets_{column}_arbitrated", "tickets")
    for column in (*COUNTS, *MARKS):
        op.drop_column("tickets", column)


def _tickets() -> None:
    for column in COUNTS:
        op.add_column(
            "tickets", sa.Column(column, sa.Integer(), server_default="0", nullable=False)
        )
    for column in MARKS:
        made = sa.Column(column, sa.Boolean(), server_default="false", nullable=False)
        op.add_column("tickets", made)
    for column in ARBITRATED_BY:
        op.create_index(
            f"ix_tickets_{column}_arbitrated",
            "tickets",
            [column, "created_at", "id"],
            postgresql_where=sa.text("awaits_arbitration"),
        )


def _rules() -> None:
    table = "ticket_rules"
    op.create_table(
        table,
        _id("district_id"),
        _number("version"),
        _number("return_workdays"),
        _number("urge_hours"),
        _number("answer_hours"),
        _number("silence_hours", optional=True),
        _at("set_at"),
        _id("set_by_id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "set_by_id", "persons.id"),
        _check(table, "numbered", "version > 0"),
        _check(table, "return_workdays", "return_workdays BETWEEN 1 AND 10"),
        _check(table, "urge_hours", "urge_hours BETWEEN 1 AND 168"),
        _check(table, "answer_hours", "answer_hours BETWEEN 1 AND 240"),
        _check(table, "silence_hours", "silence_hours BETWEEN 1 AND 720"),
        sa.PrimaryKeyConstraint("district_id", "version", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_set_by_id"), table, ["set_by_id"])
    _never_changed(table)


def _arbitrations() -> None:
    table = "ticket_arbitrations"
    op.create_table(
        table,
        _id("id"),
        _id("ticket_id"),
        _id("district_id"),
        _at("opened_at"),
        _number("bounces"),
        sa.Column("new_fact_given", sa.Boolean(), nullable=False),
        _at("closed_at", optional=True),
        _id("ruled_by_id", optional=True),
        _number("step_number", optional=True),
        _refers(table, "ticket_id", "tickets.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "ruled_by_id", "persons.id"),
        _check(
            table,
            "ruled",
            "(ruled_by_id IS NULL) = (step_number IS NULL)"
            " AND (ruled_by_id IS NULL OR closed_at IS NOT NULL)",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_ruled_by_id"), table, ["ruled_by_id"])
    op.create_index(op.f(f"ix_{table}_ticket_id_opened_at"), table, ["ticket_id", "opened_at"])
    op.create_index(
        f"uq_{table}_open",
        table,
        ["ticket_id"],
        unique=True,
        postgresql_where=sa.text("closed_at IS NULL"),
    )


def _json(name: str) -> sa.Column:
    return sa.Column(name, postgresql.JSONB(), nullable=False)


def _places(table: str, *, required: tuple[str, ...]) -> list[sa.Column | sa.ForeignKeyConstraint]:
    return [
        *(_id(name, optional=name not in required) for name in SCOPES),
        *(_refers(table, name, "places.id") for name in SCOPES),
    ]


def _routing_rules() -> None:
    table = "ticket_routing_rules"
    op.create_table(
        table,
        _id("id"),
        _number("version"),
        _id("place_id"),
        *_places(table, required=("city_id", "district_id")),
        _number("position"),
        _at("active_until", optional=True),
        _json("content"),
        _at("made_at"),
        _at("changed_at"),
        _id("changed_by_id"),
        _refers(table, "place_id", "places.id"),
        _refers(table, "changed_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_changed_by_id"), table, ["changed_by_id"])
    op.create_index(f"ix_{table}_place_id_position", table, ["place_id", "position", "id"])
    for column in SCOPES:
        op.create_index(f"ix_{table}_{column}_page", table, [column, "made_at", "id"])


def _routing_editions() -> None:
    table = "ticket_routing_rule_editions"
    op.create_table(
        table,
        _id("rule_id"),
        _number("version"),
        _id("district_id"),
        _json("content"),
        _at("made_at"),
        _id("made_by_id"),
        _refers(table, "rule_id", "ticket_routing_rules.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "made_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("rule_id", "version", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_made_by_id"), table, ["made_by_id"])
    _never_changed(table)


def _rotations() -> None:
    table = "ticket_rotations"
    op.create_table(
        table,
        _id("rule_id"),
        _id("posting_id"),
        _id("district_id"),
        _number("turn"),
        _refers(table, "rule_id", "ticket_routing_rules.id"),
        _refers(table, "posting_id", "postings.id"),
        _refers(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("rule_id", "posting_id", name=op.f(f"pk_{table}")),
    )


def _routings() -> None:
    table = "ticket_routings"
    op.create_table(
        table,
        _id("id"),
        _id("ticket_id"),
        _id("district_id"),
        _at("routed_at"),
        _text("occasion"),
        _number("case_step"),
        _text("outcome"),
        _id("rule_id", optional=True),
        _id("posting_id", optional=True),
        _json("considered"),
        _refers(table, "ticket_id", "tickets.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "rule_id", "ticket_routing_rules.id"),
        _refers(table, "posting_id", "postings.id"),
        _check(table, "outcome", "outcome IN ('assigned', 'offered', 'queued', 'triage')"),
        _check(table, "assigned", "(outcome = 'assigned') = (posting_id IS NOT NULL)"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_ticket_id_routed_at"), table, ["ticket_id", "routed_at"])
    _never_changed(table)


def _offers() -> None:
    table = "ticket_offers"
    op.create_table(
        table,
        _id("ticket_id"),
        _id("posting_id"),
        _id("district_id"),
        _id("rule_id"),
        _number("load_cap", optional=True),
        _at("offered_at"),
        _refers(table, "ticket_id", "tickets.id"),
        _refers(table, "posting_id", "postings.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "rule_id", "ticket_routing_rules.id"),
        sa.PrimaryKeyConstraint("ticket_id", "posting_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(
        op.f(f"ix_{table}_posting_id_offered_at_ticket_id"),
        table,
        ["posting_id", "offered_at", "ticket_id"],
    )


def _urges() -> None:
    table = "ticket_urges"
    op.create_table(
        table,
        _id("id"),
        _id("ticket_id"),
        _id("district_id"),
        _at("urged_at"),
        _refers(table, "ticket_id", "tickets.id"),
        _refers(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_ticket_id_urged_at"), table, ["ticket_id", "urged_at"])
    _never_changed(table)


def _supervisions() -> None:
    table = "ticket_supervisions"
    op.create_table(
        table,
        _id("id"),
        _id("ticket_id"),
        *_places(table, required=SCOPES),
        _text("demand"),
        _id("demanded_by_id"),
        _at("demanded_at"),
        _at("due_at"),
        _text("answer", optional=True),
        _id("answered_by_id", optional=True),
        _at("answered_at", optional=True),
        _refers(table, "ticket_id", "tickets.id"),
        _refers(table, "demanded_by_id", "persons.id"),
        _refers(table, "answered_by_id", "persons.id"),
        _check(
            table,
            "answered",
            "(answered_at IS NULL) = (answered_by_id IS NULL)"
            " AND (answered_at IS NULL) = (answer IS NULL)",
        ),
        _check(table, "in_order", "due_at > demanded_at"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("demanded_by_id", "answered_by_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index(op.f(f"ix_{table}_ticket_id_demanded_at"), table, ["ticket_id", "demanded_at"])
    for column in SCOPES:
        op.create_index(f"ix_{table}_{column}_page", table, [column, "demanded_at", "id"])


def _calls() -> None:
    table, still_open = "ticket_calls", sa.text("closed_at IS NULL")
    op.create_table(
        table,
        _id("id"),
        _id("ticket_id"),
        *_places(table, required=SCOPES),
        _number("level"),
        _id("department_id", optional=True),
        _number("steps"),
        _at("due_at", optional=True),
        sa.Column("unanswered", sa.Boolean(), nullable=False),
        _text("reason"),
        _id("made_by_id"),
        _at("made_at"),
        _text("answer", optional=True),
        _id("answered_by_id", optional=True),
        _at("closed_at", optional=True),
        _refers(table, "ticket_id", "tickets.id"),
        _refers(table, "department_id", "departments.id"),
        _refers(table, "made_by_id", "persons.id"),
        _refers(table, "answered_by_id", "persons.id"),
        _check(table, "level", "level BETWEEN 1 AND 3"),
        _check(table, "departments_report_there", "department_id IS NULL OR level = 3"),
        _check(table, "closed_is_not_due", "closed_at IS NULL OR due_at IS NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    for column in ("made_by_id", "answered_by_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    op.create_index(
        op.f(f"ix_{table}_department_id"),
        table,
        ["department_id"],
        postgresql_where=sa.text("department_id IS NOT NULL"),
    )
    op.create_index(op.f(f"ix_{table}_ticket_id_made_at"), table, ["ticket_id", "made_at"])
    op.create_index(f"ix_{table}_due", table, ["due_at"], postgresql_where=still_open)
    op.create_index(
        f"uq_{table}_open", table, ["ticket_id"], unique=True, postgresql_where=still_open
    )
    for column in SCOPES:
        op.create_index(f"ix_{table}_{column}_page", table, [column, "made_at", "id"])


def _call_steps() -> None:
    table = "ticket_call_steps"
    op.create_table(
        table,
        _id("call_id"),
        _number("number"),
        _id("district_id"),
        _number("level"),
        _text("cause"),
        _at("begun_at"),
        _at("due_at", optional=True),
        _refers(table, "call_id", "ticket_calls.id"),
        _refers(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("call_id", "number", name=op.f(f"pk_{table}")),
    )
    _never_changed(table)


def _watches() -> None:
    table = "ticket_watches"
    op.create_table(
        table,
        _id("ticket_id"),
        _id("district_id"),
        _number("case_steps"),
        _at("due_at"),
        _refers(table, "ticket_id", "tickets.id"),
        _refers(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_due_at"), table, ["due_at"])
