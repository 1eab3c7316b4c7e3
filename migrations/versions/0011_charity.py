"""Lay out charity."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "charity_pools",
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _refers("charity_pools", "community_id", "places.id"),
        _refers("charity_pools", "district_id", "places.id"),
        _refers("charity_pools", "account_id", "ledger_accounts.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charity_pools")),
        sa.UniqueConstraint(
            "community_id", "purpose", name=op.f("uq_charity_pools_community_id_purpose")
        ),
        sa.UniqueConstraint("account_id", name=op.f("uq_charity_pools_account_id")),
    )
    op.create_table(
        "charity_donations",
        sa.Column("pool_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("donor_id", sa.Uuid(), nullable=False),
        sa.Column("anonymous", sa.Boolean(), nullable=False),
        sa.Column("amount_points", sa.Integer(), nullable=False),
        sa.Column("message", sa.Text(), nullable=True),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("donated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("amount_points > 0", name=op.f("ck_charity_donations_positive")),
        _refers("charity_donations", "pool_id", "charity_pools.id"),
        _refers("charity_donations", "district_id", "places.id"),
        _refers("charity_donations", "donor_id", "persons.id"),
        _refers("charity_donations", "transfer_id", "ledger_transfers.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charity_donations")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_charity_donations_transfer_id")),
    )
    op.create_index(
        op.f("ix_charity_donations_pool_id_donated_at_id"),
        "charity_donations",
        ["pool_id", "donated_at", "id"],
    )
    op.create_index(
        op.f("ix_charity_donations_pool_id_donor_id"),
        "charity_donations",
        ["pool_id", "donor_id"],
        postgresql_include=["amount_points"],
    )
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON charity_donations "
        "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
    )


def downgrade() -> None:
    op.drop_table("charity_donations")
    op.drop_table("charity_pools")
