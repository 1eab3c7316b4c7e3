"""Lots of points with their expiry, oldest first."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0064"
down_revision: str | None = "0063"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LOTS = "points_lots"
DRAWS = "points_lot_draws"
POLICIES = "points_expiry_policies"
ROUNDS = "points_expiry_rounds"
LIVE = sa.text("remaining > 0")


def upgrade() -> None:
    _lots()
    _draws()
    _policies()
    _rounds()
    # What is on cards by now does not expire: nobody set a rule by which it would. It came by
    # transfers that know no lots, so it names none.
    op.execute(
        f"INSERT INTO {LOTS} (id, district_id, account_id, points, remaining, expires_on, came_at)"
        " SELECT uuidv7(), district_id, id, balance, balance, DATE '9999-12-31', now()"
        " FROM ledger_accounts WHERE ledger = 'points' AND kind = 'card' AND balance > 0"
    )


def downgrade() -> None:
    for table in (ROUNDS, POLICIES, DRAWS, LOTS):
        op.drop_table(table)


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _instant(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _refuse_change(table: str) -> None:
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _lots() -> None:
    op.create_table(
        LOTS,
        _id("district_id"),
        _id("account_id"),
        _id("transfer_id", nullable=True),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("remaining", sa.BigInteger(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        _instant("came_at"),
        _id("id"),
        sa.CheckConstraint("points > 0", name=op.f(f"ck_{LOTS}_positive")),
        sa.CheckConstraint("remaining BETWEEN 0 AND points", name=op.f(f"ck_{LOTS}_within")),
        _refers(LOTS, "district_id", "places.id"),
        _refers(LOTS, "account_id", "ledger_accounts.id"),
        _refers(LOTS, "transfer_id", "ledger_transfers.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{LOTS}")),
        sa.UniqueConstraint(
            "account_id",
            "transfer_id",
            "expires_on",
            name=op.f(f"uq_{LOTS}_account_id_transfer_id_expires_on"),
            postgresql_nulls_not_distinct=True,
        ),
    )
    for name, columns in (
        ("live", ["account_id", "expires_on", "came_at", "id"]),
        ("due", ["district_id", "expires_on", "account_id"]),
    ):
        op.create_index(f"ix_{LOTS}_{name}", LOTS, columns, postgresql_where=LIVE)
    op.create_index(f"ix_{LOTS}_page", LOTS, ["account_id", "expires_on", "came_at", "id"])
    op.create_index(op.f(f"ix_{LOTS}_transfer_id"), LOTS, ["transfer_id"])


def _draws() -> None:
    op.create_table(
        DRAWS,
        _id("lot_id"),
        _id("transfer_id"),
        _id("district_id"),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("points <> 0", name=op.f(f"ck_{DRAWS}_moves")),
        _refers(DRAWS, "lot_id", "points_lots.id"),
        _refers(DRAWS, "transfer_id", "ledger_transfers.id"),
        _refers(DRAWS, "district_id", "places.id"),
        sa.PrimaryKeyConstraint("lot_id", "transfer_id", name=op.f(f"pk_{DRAWS}")),
    )
    op.create_index(op.f(f"ix_{DRAWS}_transfer_id"), DRAWS, ["transfer_id"])
    _refuse_change(DRAWS)


def _policies() -> None:
    op.create_table(
        POLICIES,
        _id("district_id"),
        sa.Column("span", sa.Text(), nullable=False),
        sa.Column("length", sa.SmallInteger(), nullable=True),
        sa.Column("notice_days", postgresql.ARRAY(sa.SmallInteger()), nullable=False),
        _instant("valid_from"),
        _id("set_by_id"),
        _instant("set_at"),
        _id("id"),
        sa.CheckConstraint(
            "(span = 'never') = (length IS NULL)", name=op.f(f"ck_{POLICIES}_measured")
        ),
        sa.CheckConstraint(
            "span IN ('never', 'years', 'months')", name=op.f(f"ck_{POLICIES}_known")
        ),
        sa.CheckConstraint("length BETWEEN 0 AND 120", name=op.f(f"ck_{POLICIES}_bounded")),
        sa.CheckConstraint(
            "cardinality(notice_days) BETWEEN 1 AND 5", name=op.f(f"ck_{POLICIES}_told")
        ),
        _refers(POLICIES, "district_id", "places.id"),
        _refers(POLICIES, "set_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{POLICIES}")),
    )
    op.create_index(
        op.f(f"ix_{POLICIES}_district_id_valid_from_id"),
        POLICIES,
        ["district_id", "valid_from", "id"],
    )
    _refuse_change(POLICIES)


def _rounds() -> None:
    op.create_table(
        ROUNDS,
        _id("district_id"),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("days_before", sa.SmallInteger(), nullable=False),
        _id("reached_id", nullable=True),
        _instant("begun_at"),
        _instant("done_at", nullable=True),
        _refers(ROUNDS, "district_id", "places.id"),
        sa.PrimaryKeyConstraint(
            "district_id", "expires_on", "days_before", name=op.f(f"pk_{ROUNDS}")
        ),
    )
    op.create_index(
        f"ix_{ROUNDS}_open", ROUNDS, ["expires_on"], postgresql_where=sa.text("done_at IS NULL")
    )
