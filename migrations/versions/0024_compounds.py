"""Compounds: property firms, contracts, management modes, committees and their members."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PLACES = ("city_id", "district_id", "subdistrict_id", "community_id", "place_id")
INSIDE = ("compound_id", "building_id")
GRIDS = ("general_grid_id", "micro_grid_id", "made_grid_id")
SCOPES = (*PLACES[:4], "compound_id", "micro_grid_id")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _alone(name: str, *columns: str, where: str | None = None) -> postgresql.ExcludeConstraint:
    """No two rows that are alike in these columns share a day."""
    return postgresql.ExcludeConstraint(
        *((sa.column(column), "=") for column in columns),
        (sa.text("daterange(starts_on, ends_on)"), "&&"),
        where=sa.text(where) if where else None,
        using="gist",
        name=name,
    )


def _days(*, open_ended: bool = False) -> tuple[sa.Column, sa.Column]:
    return (
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=open_ended),
    )


def _recorded(table: str) -> tuple[sa.Column, sa.Column, sa.Column, sa.ForeignKeyConstraint]:
    return (
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        _refers(table, "recorded_by_id", "persons.id"),
    )


def _located(table: str) -> list[sa.Column | sa.ForeignKeyConstraint]:
    return [
        *(sa.Column(name, sa.Uuid(), nullable=False) for name in PLACES),
        *(sa.Column(name, sa.Uuid(), nullable=True) for name in (*INSIDE, *GRIDS)),
        *(_refers(table, name, "places.id") for name in (*PLACES, *INSIDE)),
        *(_refers(table, name, "grids.id") for name in GRIDS),
    ]


def _endings(table: str) -> None:
    for name in SCOPES:
        op.create_index(f"ix_{table}_{name}_ending", table, [name, "ends_on", "id"])
    op.create_index(
        f"ix_{table}_untold",
        table,
        ["ends_on", "id"],
        postgresql_where=sa.text("ending_told_at IS NULL"),
    )


def upgrade() -> None:
    op.create_table(
        "property_firms",
        sa.Column("credit_code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_property_firms")),
        sa.UniqueConstraint("credit_code", name=op.f("uq_property_firms_credit_code")),
    )
    op.create_table(
        "property_contracts",
        sa.Column("firm_id", sa.Uuid(), nullable=False),
        *_days(),
        sa.Column("contact_name", sa.Text(), nullable=True),
        sa.Column("contact_phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        *_recorded("property_contracts"),
        sa.Column("ending_told_at", sa.DateTime(timezone=True), nullable=True),
        *_located("property_contracts"),
        _alone("ex_property_contracts_days", "compound_id"),
        sa.CheckConstraint(
            "starts_on <= ends_on", name=op.f("ck_property_contracts_days_in_order")
        ),
        _refers("property_contracts", "firm_id", "property_firms.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_property_contracts")),
    )
    op.create_index(op.f("ix_property_contracts_firm_id"), "property_contracts", ["firm_id"])
    _endings("property_contracts")
    op.create_table(
        "management_modes",
        sa.Column("compound_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        *_days(open_ended=True),
        *_recorded("management_modes"),
        _alone("ex_management_modes_days", "compound_id"),
        sa.CheckConstraint(
            "mode IN ('lump_sum', 'remuneration', 'trust')", name=op.f("ck_management_modes_mode")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on < ends_on", name=op.f("ck_management_modes_some_days")
        ),
        _refers("management_modes", "compound_id", "places.id"),
        _refers("management_modes", "district_id", "places.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_management_modes")),
    )
    _committees()


def _committees() -> None:
    op.create_table(
        "committees",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *_days(),
        sa.Column("end_reason", sa.Text(), nullable=True),
        *_recorded("committees"),
        sa.Column("ending_told_at", sa.DateTime(timezone=True), nullable=True),
        *_located("committees"),
        _alone("ex_committees_days", "compound_id", "kind"),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_committees_days_in_order")),
        sa.CheckConstraint(
            "kind IN ('owners_committee', 'compound_committee')", name=op.f("ck_committees_kind")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committees")),
    )
    _endings("committees")
    op.create_table(
        "committee_members",
        sa.Column("committee_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        *_days(),
        *_recorded("committee_members"),
        _alone("ex_committee_members_days", "committee_id", "name"),
        _alone("ex_committee_members_director", "committee_id", where="title = 'director'"),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_committee_members_days_in_order")),
        sa.CheckConstraint(
            "title IN ('director', 'deputy_director', 'secretary', 'member')",
            name=op.f("ck_committee_members_title"),
        ),
        _refers("committee_members", "committee_id", "committees.id"),
        _refers("committee_members", "district_id", "places.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_committee_members")),
    )


def downgrade() -> None:
    for table in (
        "committee_members",
        "committees",
        "management_modes",
        "property_contracts",
        "property_firms",
    ):
        op.drop_table(table)
