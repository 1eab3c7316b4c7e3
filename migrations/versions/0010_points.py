"""Lay out points."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

APPEND_ONLY = ("earning_rules", "earning_rule_ends", "earnings")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    _make_cards()
    _make_rules()
    _make_earnings()
    for table in APPEND_ONLY:
        op.execute(
            f"CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
        )


def _make_cards() -> None:
    op.create_table(
        "points_cards",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _refers("points_cards", "person_id", "persons.id"),
        _refers("points_cards", "district_id", "places.id"),
        _refers("points_cards", "account_id", "ledger_accounts.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_points_cards")),
        sa.UniqueConstraint(
            "person_id", "district_id", name=op.f("uq_points_cards_person_id_district_id")
        ),
        sa.UniqueConstraint("number", name=op.f("uq_points_cards_number")),
        sa.UniqueConstraint("account_id", name=op.f("uq_points_cards_account_id")),
    )


def _make_rules() -> None:
    op.create_table(
        "earning_rules",
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("succeeds_id", sa.Uuid(), nullable=True),
        sa.Column("fact", sa.Text(), nullable=False),
        sa.Column("conditions", postgresql.JSONB(), nullable=False),
        sa.Column("earner", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("daily_cap_points", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_by_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("points > 0", name=op.f("ck_earning_rules_positive")),
        sa.CheckConstraint("daily_cap_points >= points", name=op.f("ck_earning_rules_capped")),
        sa.CheckConstraint("valid_until > valid_from", name=op.f("ck_earning_rules_lasts")),
        sa.CheckConstraint(
            "community_id IS NULL OR district_id IS NOT NULL",
            name=op.f("ck_earning_rules_whole_scope"),
        ),
        sa.CheckConstraint(
            "(version = 1) = (succeeds_id IS NULL)", name=op.f("ck_earning_rules_numbered")
        ),
        sa.CheckConstraint("(version = 1) = (series_id = id)", name=op.f("ck_earning_rules_begun")),
        _refers("earning_rules", "succeeds_id", "earning_rules.id"),
        _refers("earning_rules", "district_id", "places.id"),
        _refers("earning_rules", "community_id", "places.id"),
        _refers("earning_rules", "created_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earning_rules")),
        sa.UniqueConstraint("succeeds_id", name=op.f("uq_earning_rules_succeeds_id")),
    )
    op.create_index(
        op.f("ix_earning_rules_fact_valid_from"), "earning_rules", ["fact", "valid_from"]
    )
    op.create_index(op.f("ix_earning_rules_series_id"), "earning_rules", ["series_id"])
    op.create_table(
        "earning_rule_ends",
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_by_id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        _refers("earning_rule_ends", "rule_id", "earning_rules.id"),
        _refers("earning_rule_ends", "ended_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("rule_id", name=op.f("pk_earning_rule_ends")),
    )


def _make_earnings() -> None:
    op.create_table(
        "earnings",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("card_id", sa.Uuid(), nullable=False),
        sa.Column("rule_id", sa.Uuid(), nullable=False),
        sa.Column("series_id", sa.Uuid(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("earned_on", sa.Date(), nullable=False),
        sa.Column("earned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("points >= 0", name=op.f("ck_earnings_counted")),
        sa.CheckConstraint(
            "(points > 0) = (transfer_id IS NOT NULL)", name=op.f("ck_earnings_paid")
        ),
        _refers("earnings", "district_id", "places.id"),
        _refers("earnings", "community_id", "places.id"),
        _refers("earnings", "card_id", "points_cards.id"),
        _refers("earnings", "rule_id", "earning_rules.id"),
        _refers("earnings", "transfer_id", "ledger_transfers.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earnings")),
        sa.UniqueConstraint(
            "subject_id",
            "series_id",
            "card_id",
            name=op.f("uq_earnings_subject_id_series_id_card_id"),
        ),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_earnings_transfer_id")),
    )
    op.create_index(
        op.f("ix_earnings_card_id_series_id_earned_on"),
        "earnings",
        ["card_id", "series_id", "earned_on"],
        postgresql_include=["points"],
    )


def downgrade() -> None:
    op.drop_table("earnings")
    op.drop_table("earning_rule_ends")
    op.drop_table("earning_rules")
    op.drop_table("points_cards")
