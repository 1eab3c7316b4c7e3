"""Lay out ledger."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LEDGER = postgresql.ENUM("points", "money", "volunteer_hours", name="ledger", create_type=False)
HOLD_STATUS = postgresql.ENUM(
    "held", "posted", "void", "expired", name="hold_status", create_type=False
)
ACCOUNT = ["ledger_accounts.id", "ledger_accounts.ledger", "ledger_accounts.district_id"]


def _sides(table: str) -> list[sa.ForeignKeyConstraint]:
    """The two accounts of what moves, of one ledger and district."""
    return [
        sa.ForeignKeyConstraint(
            [f"{side}_account_id", "ledger", "district_id"],
            ACCOUNT,
            name=op.f(f"fk_{table}_{side}_account_id_ledger_district_id"),
        )
        for side in ("debit", "credit")
    ]


def upgrade() -> None:
    LEDGER.create(op.get_bind())
    HOLD_STATUS.create(op.get_bind())
    op.create_table(
        "ledger_accounts",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ledger", LEDGER, nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("owner_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("floor", sa.BigInteger(), nullable=True),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "floor IS NULL OR balance - held >= floor", name=op.f("ck_ledger_accounts_above_floor")
        ),
        sa.CheckConstraint("held >= 0", name=op.f("ck_ledger_accounts_held_counted")),
        sa.CheckConstraint(
            "char_length(owner_key) BETWEEN 1 AND 200", name=op.f("ck_ledger_accounts_keyed")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_ledger_accounts_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_accounts")),
        sa.UniqueConstraint(
            "ledger", "owner_key", name=op.f("uq_ledger_accounts_ledger_owner_key")
        ),
        sa.UniqueConstraint(
            "id", "ledger", "district_id", name=op.f("uq_ledger_accounts_id_ledger_district_id")
        ),
        postgresql_with={"fillfactor": "70"},
    )
    op.create_table(
        "ledger_holds",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ledger", LEDGER, nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("debit_account_id", sa.Uuid(), nullable=False),
        sa.Column("credit_account_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("status", HOLD_STATUS, nullable=False),
        sa.Column("posted_amount", sa.BigInteger(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_holds_positive")),
        sa.CheckConstraint(
            "debit_account_id <> credit_account_id", name=op.f("ck_ledger_holds_two_accounts")
        ),
        sa.CheckConstraint(
            "(status = 'held') = (ended_at IS NULL)", name=op.f("ck_ledger_holds_ended")
        ),
        sa.CheckConstraint(
            "(status = 'posted') = (posted_amount IS NOT NULL)", name=op.f("ck_ledger_holds_posted")
        ),
        sa.CheckConstraint(
            "posted_amount BETWEEN 1 AND amount", name=op.f("ck_ledger_holds_posted_within")
        ),
        sa.CheckConstraint("expires_at > at", name=op.f("ck_ledger_holds_lasts")),
        sa.CheckConstraint(
            "char_length(key) BETWEEN 1 AND 200", name=op.f("ck_ledger_holds_keyed")
        ),
        *_sides("ledger_holds"),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_ledger_holds_district_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_holds")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_holds_key")),
    )
    live = sa.text("status = 'held'")
    op.create_index(
        "ix_ledger_holds_live",
        "ledger_holds",
        ["debit_account_id", "expires_at"],
        postgresql_where=live,
    )
    op.create_index("ix_ledger_holds_due", "ledger_holds", ["expires_at"], postgresql_where=live)
    op.create_table(
        "ledger_transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ledger", LEDGER, nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("debit_account_id", sa.Uuid(), nullable=False),
        sa.Column("credit_account_id", sa.Uuid(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("reference_kind", sa.Text(), nullable=True),
        sa.Column("reference_id", sa.Uuid(), nullable=True),
        sa.Column("reverses_id", sa.Uuid(), nullable=True),
        sa.Column("hold_id", sa.Uuid(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_ledger_transfers_positive")),
        sa.CheckConstraint(
            "debit_account_id <> credit_account_id", name=op.f("ck_ledger_transfers_two_accounts")
        ),
        sa.CheckConstraint(
            "(reference_kind IS NULL) = (reference_id IS NULL)",
            name=op.f("ck_ledger_transfers_whole_reference"),
        ),
        sa.CheckConstraint(
            "char_length(key) BETWEEN 1 AND 200", name=op.f("ck_ledger_transfers_keyed")
        ),
        *_sides("ledger_transfers"),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_ledger_transfers_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["ledger_holds.id"], name=op.f("fk_ledger_transfers_hold_id")
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["ledger_transfers.id"], name=op.f("fk_ledger_transfers_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ledger_transfers")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_ledger_transfers_hold_id")),
        sa.UniqueConstraint("key", name=op.f("uq_ledger_transfers_key")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_ledger_transfers_reverses_id")),
    )
    for side in ("debit", "credit"):
        op.create_index(
            op.f(f"ix_ledger_transfers_{side}_account_id_at_id"),
            "ledger_transfers",
            [f"{side}_account_id", "at", "id"],
            postgresql_include=["amount"],
        )
    op.create_index(
        "ix_ledger_transfers_reference",
        "ledger_transfers",
        ["reference_id", "reference_kind"],
        postgresql_where=sa.text("reference_id IS NOT NULL"),
    )
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON ledger_transfers "
        "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
    )
    # Row triggers do not see a TRUNCATE.
    op.execute(
        "CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON ledger_transfers "
        "FOR EACH STATEMENT EXECUTE FUNCTION shequ_refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("ledger_transfers")
    op.drop_table("ledger_holds")
    op.drop_table("ledger_accounts")
    HOLD_STATUS.drop(op.get_bind())
    LEDGER.drop(op.get_bind())
