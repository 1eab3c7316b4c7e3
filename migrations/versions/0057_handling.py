"""Appeals of what was declined, supervisions that end, whose urge it was, why a call is over."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0057"
down_revision: str | None = "0056"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")
TIMES = {"supervision_workdays": (3, 30), "appeal_days": (7, 60), "appeal_workdays": (5, 30)}
"""Column → what all begin with, and the most."""
OPEN = sa.text("closed_at IS NULL")
UNDECIDED = sa.text("decided_at IS NULL")
LATE = sa.text("closed_at IS NULL AND answered_at IS NULL AND overdue_at IS NULL")
UNTOLD = sa.text("decided_at IS NULL AND overdue_at IS NULL")


def upgrade() -> None:
    _rules()
    _urges()
    _supervisions()
    _calls()
    _appeals()
    op.create_index("ix_inbox_matters_about", "inbox_matters", ["about_id"], postgresql_where=OPEN)


def downgrade() -> None:
    op.drop_index("ix_inbox_matters_about", "inbox_matters")
    op.drop_table("ticket_appeals")
    op.drop_constraint("ck_ticket_calls_ended", "ticket_calls")
    op.drop_column("ticket_calls", "ending")
    for name in ("late", "office", *(f"{column}_open" for column in SCOPES)):
        op.drop_index(f"ix_ticket_supervisions_{name}", "ticket_supervisions")
    for check in ("ended", "closed"):
        op.drop_constraint(f"ck_ticket_supervisions_{check}", "ticket_supervisions")
    for column in ("office_id", "overdue_at", "closed_at", "closed_by_id", "closing", "remark"):
        op.drop_column("ticket_supervisions", column)
    for column in ("own_ticket_id", "person_id", "agent_id"):
        op.drop_column("ticket_urges", column)
    for column in TIMES:
        op.drop_column("ticket_rules", column)


def _refers(table: str, column: str, target: str) -> None:
    op.create_foreign_key(op.f(f"fk_{table}_{column}"), table, target, [column], ["id"])


def _rules() -> None:
    table = "ticket_rules"
    for column, (default, most) in TIMES.items():
        made = sa.Column(column, sa.Integer(), server_default=str(default), nullable=False)
        op.add_column(table, made)
        op.alter_column(table, column, server_default=None)
        holds = f"{column} BETWEEN 1 AND {most}"
        op.create_check_constraint(op.f(f"ck_{table}_{column}"), table, holds)


def _urges() -> None:
    table = "ticket_urges"
    for column, target in (
        ("own_ticket_id", "tickets"),
        ("person_id", "persons"),
        ("agent_id", "persons"),
    ):
        op.add_column(table, sa.Column(column, sa.Uuid(), nullable=True))
        _refers(table, column, target)
    # Until now only whoever ordered a ticket itself could urge it.
    op.execute(f"ALTER TABLE {table} DISABLE TRIGGER refuse_change")
    op.execute(f"UPDATE {table} SET own_ticket_id = ticket_id")
    op.execute(f"ALTER TABLE {table} ENABLE TRIGGER refuse_change")
    op.alter_column(table, "own_ticket_id", nullable=False)
    for column in ("own_ticket_id", "person_id", "agent_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _supervisions() -> None:
    table = "ticket_supervisions"
    for column, kind in (
        ("office_id", sa.Uuid()),
        ("overdue_at", sa.DateTime(timezone=True)),
        ("closed_at", sa.DateTime(timezone=True)),
        ("closed_by_id", sa.Uuid()),
        ("closing", sa.Text()),
        ("remark", sa.Text()),
    ):
        op.add_column(table, sa.Column(column, kind, nullable=True))
    # By which office is not known; it is the one that they hold, or held, above the community.
    op.execute(
        f"UPDATE {table} s SET office_id = coalesce((SELECT p.place_id FROM postings p"
        " WHERE p.person_id = s.demanded_by_id"
        " AND p.place_id IN (s.subdistrict_id, s.district_id, s.city_id)"
        " ORDER BY p.ended_at DESC NULLS FIRST, p.id LIMIT 1), s.district_id)"
    )
    op.execute(
        f"UPDATE {table} s SET closed_at = greatest(c.changed_at, s.demanded_at),"
        " closing = 'ticket_ended' FROM tickets t JOIN workflow_cases c ON c.id = t.case_id"
        " WHERE t.id = s.ticket_id AND c.state NOT IN ('submitted', 'accepted', 'resolving')"
    )
    op.alter_column(table, "office_id", nullable=False)
    _refers(table, "office_id", "places")
    _refers(table, "closed_by_id", "persons")
    for name, holds in (
        ("ended", "(closed_at IS NULL) = (closing IS NULL)"),
        ("closed", "closed_by_id IS NULL OR closing = 'closed'"),
    ):
        op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, holds)
    op.create_index(op.f(f"ix_{table}_closed_by_id"), table, ["closed_by_id"])
    op.create_index(f"ix_{table}_late", table, ["due_at"], postgresql_where=LATE)
    order = ["demanded_at", "id"]
    op.create_index(f"ix_{table}_office", table, ["office_id", *order], postgresql_where=OPEN)
    for column in SCOPES:
        name = f"ix_{table}_{column}_open"
        op.create_index(name, table, [column, *order], postgresql_where=OPEN)


def _calls() -> None:
    table = "ticket_calls"
    op.add_column(table, sa.Column("ending", sa.Text(), nullable=True))
    op.execute(
        f"UPDATE {table} SET ending = CASE WHEN answered_by_id IS NULL THEN 'ticket_ended'"
        " ELSE 'answered' END WHERE closed_at IS NOT NULL"
    )
    holds = "(closed_at IS NULL) = (ending IS NULL)"
    op.create_check_constraint(op.f(f"ck_{table}_ended"), table, holds)


def _appeals() -> None:
    table = "ticket_appeals"
    at = sa.DateTime(timezone=True)
    op.create_table(
        table,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        *(sa.Column(column, sa.Uuid(), nullable=False) for column in SCOPES),
        sa.Column("appealed_at", at, nullable=False),
        sa.Column("step_number", sa.Integer(), nullable=False),
        sa.Column("due_at", at, nullable=False),
        sa.Column("overdue_at", at, nullable=True),
        sa.Column("ordered", sa.Boolean(), nullable=True),
        sa.Column("decided_at", at, nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decision_step", sa.Integer(), nullable=True),
        *(
            sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
            for column, target in (
                ("ticket_id", "tickets"),
                *((column, "places") for column in SCOPES),
                ("decided_by_id", "persons"),
            )
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (ordered IS NULL)"
            " AND (decided_at IS NULL) = (decided_by_id IS NULL)"
            " AND (decided_at IS NULL) = (decision_step IS NULL)",
            name=op.f(f"ck_{table}_decided"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("ticket_id", name=op.f(f"uq_{table}_ticket_id")),
    )
    op.create_index(op.f(f"ix_{table}_decided_by_id"), table, ["decided_by_id"])
    op.create_index(f"ix_{table}_late", table, ["due_at"], postgresql_where=UNTOLD)
    for column in SCOPES:
        order = [column, "appealed_at", "id"]
        op.create_index(f"ix_{table}_{column}_page", table, order)
        op.create_index(f"ix_{table}_{column}_open", table, order, postgresql_where=UNDECIDED)
