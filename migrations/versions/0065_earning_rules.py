"""Earning rules with priority, stacking, caps, windows, shadows."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0065"
down_revision: str | None = "0064"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

RULES, EARNINGS, FACTS = "earning_rules", "earnings", "earning_facts"
POLICIES, DEBTS, PAYMENTS = "clawback_policies", "points_debts", "points_debt_payments"
FIELDS = {
    "inspection_approved": ("form_key", "came_as", "worker_id", "approved_by_id"),
    "ticket_settled": (
        "service_code",
        "source_kind",
        "settled_by_id",
        "reporter_id",
        "accepted_by_id",
    ),
    "ticket_rated": (
        "service_code",
        "source_kind",
        "score",
        "settled_by_id",
        "reporter_id",
        "accepted_by_id",
    ),
}
"""What is kept of which fact."""
WAITING = "('points.credit_inspection', 'points.credit_settlement', 'points.credit_rating')"
SAYS_MORE = """
    SELECT EXISTS (
      SELECT FROM earning_rules r LEFT JOIN earning_rule_ends e ON e.rule_id = r.id
      WHERE e.rule_id IS NULL AND (r.valid_until IS NULL OR r.valid_until > now())
        AND (r.shadow OR r.per_unit IS NOT NULL OR r.stack IS NOT NULL OR r.windows <> '{}'
          OR jsonb_array_length(r.caps) > 1 OR r.caps -> 0 ->> 'per' <> 'day'))"""


def upgrade() -> None:
    _make_facts()
    _widen_rules()
    _widen_earnings()
    _make_policies()
    _make_debts()
    _make_payments()
    for table in (FACTS, POLICIES, PAYMENTS):
        for when, each, name in (
            ("UPDATE OR DELETE", "ROW", "refuse_change"),
            ("TRUNCATE", "STATEMENT", "refuse_truncate"),
        ):
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
            )


def _make_facts() -> None:
    op.create_table(
        FACTS,
        *(_id(name) for name in ("id", "district_id", "community_id", "subject_id")),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("fields", postgresql.JSONB(), nullable=False),
        _at("happened_at"),
        _at("judged_at"),
        sa.CheckConstraint("round >= 1", name=op.f(f"ck_{FACTS}_counted")),
        _refers(FACTS, "district_id", "places.id"),
        _refers(FACTS, "community_id", "places.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{FACTS}")),
    )
    # What was judged already, as it was told; not what still waits to be.
    for fact, fields in FIELDS.items():
        kept = ", ".join(f"'{name}', facts -> '{name}'" for name in fields)
        op.execute(f"""
            INSERT INTO {FACTS} (id, district_id, community_id, fact, subject_id, round, fields,
              happened_at, judged_at)
            SELECT DISTINCT ON (subject_id, facts) id, district_id, (facts ->> 'community_id')::uuid,
              name, subject_id, coalesce((facts ->> 'approval')::int, 1),
              jsonb_build_object({kept}), recorded_at, recorded_at
            FROM events e
            WHERE name = '{fact}' AND district_id IS NOT NULL AND NOT EXISTS (
              SELECT FROM jobs j WHERE j.subject_id = e.subject_id AND j.name IN {WAITING})
            ORDER BY subject_id, facts, recorded_at, id""")
    op.create_index(op.f(f"ix_{FACTS}_subject_id"), FACTS, ["subject_id"])
    for scope in ("community_id", "district_id"):
        columns = [scope, "judged_at", "id"]
        op.create_index(op.f(f"ix_{FACTS}_{'_'.join(columns)}"), FACTS, columns)


def _widen_rules() -> None:
    op.add_column(RULES, sa.Column("per_unit", sa.Text(), nullable=True))
    op.add_column(RULES, sa.Column("most_points", sa.Integer(), nullable=True))
    op.add_column(RULES, sa.Column("caps", postgresql.JSONB(), nullable=True))
    op.add_column(RULES, sa.Column("stack", sa.Text(), nullable=True))
    for name, kind, default in (
        ("windows", postgresql.JSONB(), "{}"),
        ("priority", sa.Integer(), "0"),
        ("shadow", sa.Boolean(), "false"),
    ):
        op.add_column(RULES, sa.Column(name, kind, nullable=False, server_default=default))
        op.alter_column(RULES, name, server_default=None)
    _change(
        RULES,
        "UPDATE earning_rules SET caps = jsonb_build_array("
        "jsonb_build_object('per', 'day', 'points', daily_cap_points))",
    )
    op.alter_column(RULES, "caps", nullable=False)
    op.drop_constraint(op.f(f"ck_{RULES}_capped"), RULES, type_="check")
    op.drop_column(RULES, "daily_cap_points")
    op.create_check_constraint(op.f(f"ck_{RULES}_capped"), RULES, "jsonb_array_length(caps) > 0")
    op.create_check_constraint(
        op.f(f"ck_{RULES}_metered"), RULES, "(per_unit IS NULL) = (most_points IS NULL)"
    )


def _widen_earnings() -> None:
    op.add_column(EARNINGS, _id("fact_id", optional=True))
    op.add_column(EARNINGS, sa.Column("due_points", sa.Integer(), nullable=True))
    for name, kind, default in (
        ("shadow", sa.Boolean(), "false"),
        ("working", postgresql.JSONB(), "{}"),
    ):
        op.add_column(EARNINGS, sa.Column(name, kind, nullable=False, server_default=default))
        op.alter_column(EARNINGS, name, server_default=None)
    _change(
        EARNINGS,
        "UPDATE earnings e SET due_points = points, fact_id = ("
        " SELECT f.id FROM earning_facts f JOIN earning_rules r ON r.fact = f.fact"
        " WHERE r.id = e.rule_id AND f.subject_id = e.subject_id AND f.round = e.round"
        " ORDER BY f.judged_at, f.id LIMIT 1)",
    )
    op.alter_column(EARNINGS, "due_points", nullable=False)
    op.create_foreign_key(op.f(f"fk_{EARNINGS}_fact_id"), EARNINGS, FACTS, ["fact_id"], ["id"])
    _count("points >= 0 AND due_points >= points")
    op.create_check_constraint(
        op.f(f"ck_{EARNINGS}_shadowy"), EARNINGS, "NOT (shadow AND points > 0)"
    )
    _index_caps("due_points")
    op.create_index(op.f(f"ix_{EARNINGS}_rule_id_earned_on"), EARNINGS, ["rule_id", "earned_on"])


def _make_policies() -> None:
    op.create_table(
        POLICIES,
        *(_id(name) for name in ("id", "district_id", "set_by_id")),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("share_percent", sa.Integer(), nullable=True),
        _at("valid_from"),
        _at("set_at"),
        sa.CheckConstraint(
            "mode IN ('forgive', 'offset') AND (mode = 'offset') = (share_percent IS NOT NULL)",
            name=op.f(f"ck_{POLICIES}_mode"),
        ),
        sa.CheckConstraint("share_percent BETWEEN 1 AND 100", name=op.f(f"ck_{POLICIES}_share")),
        _refers(POLICIES, "district_id", "places.id"),
        _refers(POLICIES, "set_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{POLICIES}")),
    )
    columns = ["district_id", "valid_from", "id"]
    op.create_index(op.f(f"ix_{POLICIES}_{'_'.join(columns)}"), POLICIES, columns)


def _make_debts() -> None:
    op.create_table(
        DEBTS,
        *(
            _id(name)
            for name in ("earning_id", "district_id", "card_id", "account_id", "policy_id")
        ),
        *(
            sa.Column(name, sa.Integer(), nullable=False)
            for name in ("owed_points", "left_points", "share_percent")
        ),
        sa.Column("reason", sa.Text(), nullable=False),
        _at("arose_at"),
        sa.CheckConstraint("owed_points > 0", name=op.f(f"ck_{DEBTS}_owed")),
        sa.CheckConstraint(
            "left_points BETWEEN 0 AND owed_points", name=op.f(f"ck_{DEBTS}_counted")
        ),
        sa.CheckConstraint("share_percent BETWEEN 1 AND 100", name=op.f(f"ck_{DEBTS}_share")),
        _refers(DEBTS, "district_id", "places.id"),
        _refers(DEBTS, "card_id", "points_cards.id"),
        _refers(DEBTS, "account_id", "ledger_accounts.id"),
        _refers(DEBTS, "policy_id", f"{POLICIES}.id"),
        sa.PrimaryKeyConstraint("earning_id", name=op.f(f"pk_{DEBTS}")),
    )
    columns = ["card_id", "arose_at", "earning_id"]
    op.create_index(op.f(f"ix_{DEBTS}_{'_'.join(columns)}"), DEBTS, columns)
    op.create_index(f"ix_{DEBTS}_open", DEBTS, columns, postgresql_where=sa.text("left_points > 0"))


def _make_payments() -> None:
    op.create_table(
        PAYMENTS,
        *(_id(name) for name in ("id", "debt_id", "district_id", "earning_id", "transfer_id")),
        sa.Column("points", sa.Integer(), nullable=False),
        _at("paid_at"),
        sa.CheckConstraint("points > 0", name=op.f(f"ck_{PAYMENTS}_counted")),
        _refers(PAYMENTS, "debt_id", f"{DEBTS}.earning_id"),
        _refers(PAYMENTS, "district_id", "places.id"),
        _refers(PAYMENTS, "transfer_id", "ledger_transfers.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{PAYMENTS}")),
        sa.UniqueConstraint(
            "debt_id", "earning_id", name=op.f(f"uq_{PAYMENTS}_debt_id_earning_id")
        ),
        sa.UniqueConstraint("transfer_id", name=op.f(f"uq_{PAYMENTS}_transfer_id")),
    )
    op.create_index(op.f(f"ix_{PAYMENTS}_earning_id"), PAYMENTS, ["earning_id"])


def downgrade() -> None:
    _refuse_what_cannot_go_back()
    for table in (PAYMENTS, DEBTS, POLICIES):
        op.drop_table(table)
    op.drop_index(op.f(f"ix_{EARNINGS}_rule_id_earned_on"), EARNINGS)
    _index_caps("points")
    op.drop_constraint(op.f(f"ck_{EARNINGS}_shadowy"), EARNINGS, type_="check")
    _count("points >= 0")
    for name in ("fact_id", "due_points", "shadow", "working"):
        op.drop_column(EARNINGS, name)
    op.add_column(RULES, sa.Column("daily_cap_points", sa.Integer(), nullable=True))
    _change(
        RULES,
        "UPDATE earning_rules r SET daily_cap_points = greatest(r.points, ("
        " SELECT (c ->> 'points')::int FROM jsonb_array_elements(r.caps) c"
        " ORDER BY c ->> 'per' <> 'day', (c ->> 'points')::int LIMIT 1))",
    )
    op.alter_column(RULES, "daily_cap_points", nullable=False)
    op.drop_constraint(op.f(f"ck_{RULES}_metered"), RULES, type_="check")
    op.drop_constraint(op.f(f"ck_{RULES}_capped"), RULES, type_="check")
    op.create_check_constraint(op.f(f"ck_{RULES}_capped"), RULES, "daily_cap_points >= points")
    for name in ("per_unit", "most_points", "caps", "stack", "windows", "priority", "shadow"):
        op.drop_column(RULES, name)
    op.drop_table(FACTS)


def _refuse_what_cannot_go_back() -> None:
    """A shadow would pay; what is capped by the month would be capped by the day alone; what is
    owed would be forgotten."""
    connection = op.get_bind()
    if connection.scalar(sa.text(SAYS_MORE)):
        raise RuntimeError("end the rules that say more than a fact, points and a day's cap")
    if connection.scalar(sa.text(f"SELECT EXISTS (SELECT FROM {DEBTS} WHERE left_points > 0)")):
        raise RuntimeError("points are owed")


def _change(table: str, statement: str) -> None:
    """Change rows that are never changed."""
    op.execute(f"ALTER TABLE {table} DISABLE TRIGGER refuse_change")
    op.execute(statement)
    op.execute(f"ALTER TABLE {table} ENABLE TRIGGER refuse_change")


def _count(condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{EARNINGS}_counted"), EARNINGS, type_="check")
    op.create_check_constraint(op.f(f"ck_{EARNINGS}_counted"), EARNINGS, condition)


def _index_caps(included: str) -> None:
    """What counts against caps is read from the index alone."""
    name = op.f(f"ix_{EARNINGS}_card_id_series_id_earned_on")
    op.drop_index(name, EARNINGS)
    op.create_index(
        name, EARNINGS, ["card_id", "series_id", "earned_on"], postgresql_include=[included]
    )


def _id(name: str, *, optional: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.Uuid(), nullable=optional)


def _at(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))
