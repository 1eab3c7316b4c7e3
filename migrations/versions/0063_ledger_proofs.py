"""What the ledger block proves: a chain of hashes over transfers, nightly proofs."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0063"
down_revision: str | None = "0062"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LEDGER = postgresql.ENUM("points", "money", "volunteer_hours", name="ledger", create_type=False)
TRANSFERS = "ledger_transfers"
TABLES = ("ledger_proof_lines", "ledger_proofs", "ledger_day_totals", "ledger_checkpoints")


def upgrade() -> None:
    # The table is written anew, and numbered as its rows lie in it: about as they were written.
    op.add_column(
        TRANSFERS,
        sa.Column("number", sa.BigInteger(), sa.Identity(always=True), nullable=False),
    )
    for column in ("number", "at"):
        op.create_index(
            op.f(f"ix_{TRANSFERS}_{column}"),
            TRANSFERS,
            [column],
            postgresql_using="brin",
            postgresql_with={"pages_per_range": "32", "autosummarize": "on"},
        )
    op.create_index(
        "ix_ledger_accounts_district_id_page", "ledger_accounts", ["district_id", "ledger", "id"]
    )
    op.create_index(
        op.f("ix_ledger_holds_debit_account_id_at"), "ledger_holds", ["debit_account_id", "at"]
    )
    _blocks()
    _proofs()
    _day_totals()
    _checkpoints()


def downgrade() -> None:
    for table in (*TABLES, "ledger_blocks"):
        op.drop_table(table)
    op.drop_index(op.f("ix_ledger_holds_debit_account_id_at"), "ledger_holds")
    op.drop_index("ix_ledger_accounts_district_id_page", "ledger_accounts")
    for column in ("number", "at"):
        op.drop_index(op.f(f"ix_{TRANSFERS}_{column}"), TRANSFERS)
    op.drop_column(TRANSFERS, "number")


def _integers(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.BigInteger(), nullable=False) for name in names]


def _instant(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _bytes(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.LargeBinary(), nullable=nullable)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _refuse_change(table: str) -> None:
    for when, each in (("UPDATE OR DELETE", "ROW"), ("TRUNCATE", "STATEMENT")):
        name = "refuse_truncate" if when == "TRUNCATE" else "refuse_change"
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _blocks() -> None:
    table = "ledger_blocks"
    op.create_table(
        table,
        *_integers("number"),
        _instant("sealed_at"),
        sa.Column("size", sa.Integer(), nullable=False),
        *_integers("first", "upto"),
        _bytes("entries"),
        _bytes("previous_hash"),
        _bytes("hash"),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f(f"pk_{table}")),
    )
    _refuse_change(table)


def _proofs() -> None:
    table = "ledger_proofs"
    op.create_table(
        table,
        _instant("made_at"),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        _instant("as_of"),
        sa.Column("block_number", sa.BigInteger(), nullable=True),
        _bytes("block_hash", nullable=True),
        *_integers("upto", "transfers", "accounts"),
        sa.Column("findings", postgresql.JSONB(), nullable=False),
        sa.Column("sound", sa.Boolean(), nullable=False),
        _bytes("digest"),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("made_at", "id", name=op.f(f"uq_{table}_made_at_id")),
    )
    _refuse_change(table)
    table = "ledger_proof_lines"
    op.create_table(
        table,
        sa.Column("proof_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("ledger", LEDGER, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        *_integers("accounts", "balance"),
        _refers(table, "proof_id", "ledger_proofs.id"),
        _refers(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint(
            "proof_id", "district_id", "ledger", "kind", name=op.f(f"pk_{table}")
        ),
    )
    _refuse_change(table)


def _day_totals() -> None:
    table = "ledger_day_totals"
    op.create_table(
        table,
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("ledger", LEDGER, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        *(
            sa.Column(name, sa.Text(), nullable=False)
            for name in ("debit_kind", "credit_kind", "reference_kind")
        ),
        sa.Column("reversal", sa.Boolean(), nullable=False),
        *_integers("transfers", "amount"),
        sa.CheckConstraint("transfers > 0 AND amount > 0", name=op.f(f"ck_{table}_moved")),
        _refers(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint(
            *("district_id", "ledger", "day", "debit_kind", "credit_kind", "reference_kind"),
            "reversal",
            name=op.f(f"pk_{table}"),
        ),
    )
    _refuse_change(table)


def _checkpoints() -> None:
    table = "ledger_checkpoints"
    op.create_table(
        table,
        sa.Column("account_id", sa.Uuid(), nullable=False),
        _instant("at"),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        *_integers("balance", "lines"),
        _refers(table, "account_id", "ledger_accounts.id"),
        _refers(table, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("account_id", "at", name=op.f(f"pk_{table}")),
    )
    _refuse_change(table)
