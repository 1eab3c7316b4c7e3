"""Redemptions, stall sales and settlement statements."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0069"
down_revision: str | None = "0068"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _redemptions()
    _stall_records()
    _stall_sales()
    _stall_codes()
    _settlement_statements()
    _settlement_lines()
    _settlement_corrections()


def downgrade() -> None:
    op.drop_table("settlement_corrections")
    op.drop_table("settlement_lines")
    op.drop_table("settlement_statements")
    op.drop_table("stall_codes")
    op.drop_table("stall_sales")
    op.drop_table("stall_records")
    op.drop_table("redemptions")


def _redemptions() -> None:
    op.create_table(
        "redemptions",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("goods_id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount_points", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("reserved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("pick_up_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("held_until", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hold_id", sa.Uuid(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fulfilled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("cash_transfer_id", sa.Uuid(), nullable=True),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(amount_points > 0) = (hold_id IS NOT NULL)", name=op.f("ck_redemptions_held")
        ),
        sa.CheckConstraint(
            "amount_points + amount_fen > 0", name=op.f("ck_redemptions_not_for_nothing")
        ),
        sa.CheckConstraint(
            "amount_points >= 0 AND amount_fen >= 0", name=op.f("ck_redemptions_priced")
        ),
        sa.CheckConstraint(
            "held_until >= pick_up_until", name=op.f("ck_redemptions_held_long_enough")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_redemptions_counted")),
        sa.CheckConstraint(
            "stated_at IS NULL OR fulfilled_at IS NOT NULL", name=op.f("ck_redemptions_stated")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["workflow_cases.id"], name=op.f("fk_redemptions_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["cash_transfer_id"],
            ["ledger_transfers.id"],
            name=op.f("fk_redemptions_cash_transfer_id"),
        ),
        sa.ForeignKeyConstraint(["city_id"], ["places.id"], name=op.f("fk_redemptions_city_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_redemptions_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_redemptions_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["mall_editions.id"], name=op.f("fk_redemptions_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["goods_id"], ["mall_goods.id"], name=op.f("fk_redemptions_goods_id")
        ),
        sa.ForeignKeyConstraint(
            ["hold_id"], ["ledger_holds.id"], name=op.f("fk_redemptions_hold_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_redemptions_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_redemptions_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_redemptions_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_redemptions_subdistrict_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["ledger_transfers.id"], name=op.f("fk_redemptions_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redemptions")),
        sa.UniqueConstraint("case_id", name=op.f("uq_redemptions_case_id")),
        sa.UniqueConstraint("cash_transfer_id", name=op.f("uq_redemptions_cash_transfer_id")),
        sa.UniqueConstraint("hold_id", name=op.f("uq_redemptions_hold_id")),
        sa.UniqueConstraint(
            "organisation_id", "number", name=op.f("uq_redemptions_organisation_id_number")
        ),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_redemptions_transfer_id")),
    )
    op.create_index(
        "ix_redemptions_city_id_page", "redemptions", ["city_id", "reserved_at", "id"], unique=False
    )
    op.create_index(
        "ix_redemptions_community_id_page",
        "redemptions",
        ["community_id", "reserved_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_redemptions_district_id_page",
        "redemptions",
        ["district_id", "reserved_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_redemptions_due",
        "redemptions",
        ["held_until"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.create_index(
        "ix_redemptions_expiring",
        "redemptions",
        ["pick_up_until"],
        unique=False,
        postgresql_where=sa.text("ended_at IS NULL AND reminded_at IS NULL"),
    )
    op.create_index(
        "ix_redemptions_organisation_id_page",
        "redemptions",
        ["organisation_id", "reserved_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_redemptions_person_id_page",
        "redemptions",
        ["person_id", "reserved_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_redemptions_subdistrict_id_page",
        "redemptions",
        ["subdistrict_id", "reserved_at", "id"],
        unique=False,
    )


def _stall_records() -> None:
    op.create_table(
        "stall_records",
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("redemption_id", sa.Uuid(), nullable=True),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("goods_id", sa.Uuid(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=True),
        sa.Column("sent_by_id", sa.Uuid(), nullable=False),
        sa.Column("offline", sa.Boolean(), nullable=False),
        sa.Column("handed_over_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("settlement", sa.Text(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by_id", sa.Uuid(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'fulfilled' OR redemption_id IS NOT NULL",
            name=op.f("ck_stall_records_fulfils"),
        ),
        sa.CheckConstraint(
            "settlement IN ('charged', 'dropped')", name=op.f("ck_stall_records_settlement")
        ),
        sa.CheckConstraint(
            "transfer_id IS NULL OR settlement = 'charged'", name=op.f("ck_stall_records_charged")
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settled_by_id IS NULL)",
            name=op.f("ck_stall_records_settled_by"),
        ),
        sa.CheckConstraint(
            "(settled_at IS NULL) = (settlement IS NULL)", name=op.f("ck_stall_records_settled")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stall_records_counted")),
        sa.ForeignKeyConstraint(["city_id"], ["places.id"], name=op.f("fk_stall_records_city_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_stall_records_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_stall_records_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_stall_records_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["redemption_id"], ["redemptions.id"], name=op.f("fk_stall_records_redemption_id")
        ),
        sa.ForeignKeyConstraint(
            ["sent_by_id"], ["persons.id"], name=op.f("fk_stall_records_sent_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["settled_by_id"], ["persons.id"], name=op.f("fk_stall_records_settled_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_stall_records_subdistrict_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["ledger_transfers.id"], name=op.f("fk_stall_records_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stall_records")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_stall_records_transfer_id")),
    )
    op.create_index(
        "ix_stall_records_city_id_open",
        "stall_records",
        ["city_id", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("outcome <> 'fulfilled' AND settled_at IS NULL"),
    )
    op.create_index(
        "ix_stall_records_city_id_page",
        "stall_records",
        ["city_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_stall_records_community_id_open",
        "stall_records",
        ["community_id", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("outcome <> 'fulfilled' AND settled_at IS NULL"),
    )
    op.create_index(
        "ix_stall_records_community_id_page",
        "stall_records",
        ["community_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_stall_records_district_id_open",
        "stall_records",
        ["district_id", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("outcome <> 'fulfilled' AND settled_at IS NULL"),
    )
    op.create_index(
        "ix_stall_records_district_id_page",
        "stall_records",
        ["district_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_stall_records_organisation_id_open",
        "stall_records",
        ["organisation_id", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("outcome <> 'fulfilled' AND settled_at IS NULL"),
    )
    op.create_index(
        "ix_stall_records_organisation_id_page",
        "stall_records",
        ["organisation_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_stall_records_redemption_id", "stall_records", ["redemption_id"], unique=False
    )
    op.create_index("ix_stall_records_sent_by_id", "stall_records", ["sent_by_id"], unique=False)
    op.create_index(
        "ix_stall_records_settled_by_id",
        "stall_records",
        ["settled_by_id"],
        unique=False,
        postgresql_where=sa.text("settled_by_id IS NOT NULL"),
    )
    op.create_index(
        "ix_stall_records_subdistrict_id_open",
        "stall_records",
        ["subdistrict_id", "received_at", "id"],
        unique=False,
        postgresql_where=sa.text("outcome <> 'fulfilled' AND settled_at IS NULL"),
    )
    op.create_index(
        "ix_stall_records_subdistrict_id_page",
        "stall_records",
        ["subdistrict_id", "received_at", "id"],
        unique=False,
    )
    op.create_index(
        "uq_stall_records_charges",
        "stall_records",
        ["redemption_id"],
        unique=True,
        postgresql_where=sa.text("settlement = 'charged'"),
    )
    op.create_index(
        "uq_stall_records_fulfils",
        "stall_records",
        ["redemption_id"],
        unique=True,
        postgresql_where=sa.text("outcome = 'fulfilled'"),
    )


def _stall_sales() -> None:
    op.create_table(
        "stall_sales",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("goods_id", sa.Uuid(), nullable=False),
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("amount_points", sa.BigInteger(), nullable=False),
        sa.Column("amount_fen", sa.BigInteger(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("sold_by_id", sa.Uuid(), nullable=False),
        sa.Column("sold_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("cash_transfer_id", sa.Uuid(), nullable=True),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refunded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refunded_by_id", sa.Uuid(), nullable=True),
        sa.Column("refund_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(amount_fen > 0) = (cash_transfer_id IS NOT NULL)",
            name=op.f("ck_stall_sales_cash_noted"),
        ),
        sa.CheckConstraint(
            "(amount_points > 0) = (transfer_id IS NOT NULL)", name=op.f("ck_stall_sales_paid")
        ),
        sa.CheckConstraint(
            "(refunded_at IS NULL) = (refunded_by_id IS NULL)", name=op.f("ck_stall_sales_refunded")
        ),
        sa.CheckConstraint(
            "amount_points + amount_fen > 0", name=op.f("ck_stall_sales_not_for_nothing")
        ),
        sa.CheckConstraint(
            "amount_points >= 0 AND amount_fen >= 0", name=op.f("ck_stall_sales_priced")
        ),
        sa.CheckConstraint("quantity > 0", name=op.f("ck_stall_sales_counted")),
        sa.CheckConstraint(
            "refunded_at IS NOT NULL OR refund_reason IS NULL", name=op.f("ck_stall_sales_reasoned")
        ),
        sa.ForeignKeyConstraint(
            ["cash_transfer_id"],
            ["ledger_transfers.id"],
            name=op.f("fk_stall_sales_cash_transfer_id"),
        ),
        sa.ForeignKeyConstraint(["city_id"], ["places.id"], name=op.f("fk_stall_sales_city_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_stall_sales_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_stall_sales_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["mall_editions.id"], name=op.f("fk_stall_sales_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["goods_id"], ["mall_goods.id"], name=op.f("fk_stall_sales_goods_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_stall_sales_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_stall_sales_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_stall_sales_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["refunded_by_id"], ["persons.id"], name=op.f("fk_stall_sales_refunded_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["sold_by_id"], ["persons.id"], name=op.f("fk_stall_sales_sold_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_stall_sales_subdistrict_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["ledger_transfers.id"], name=op.f("fk_stall_sales_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stall_sales")),
        sa.UniqueConstraint("cash_transfer_id", name=op.f("uq_stall_sales_cash_transfer_id")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_stall_sales_transfer_id")),
    )
    op.create_index(
        "ix_stall_sales_city_id_page", "stall_sales", ["city_id", "sold_at", "id"], unique=False
    )
    op.create_index(
        "ix_stall_sales_community_id_page",
        "stall_sales",
        ["community_id", "sold_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_stall_sales_district_id_page",
        "stall_sales",
        ["district_id", "sold_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_stall_sales_organisation_id_page",
        "stall_sales",
        ["organisation_id", "sold_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_stall_sales_person_id_page", "stall_sales", ["person_id", "sold_at", "id"], unique=False
    )
    op.create_index(
        "ix_stall_sales_refunded_by_id",
        "stall_sales",
        ["refunded_by_id"],
        unique=False,
        postgresql_where=sa.text("refunded_by_id IS NOT NULL"),
    )
    op.create_index("ix_stall_sales_sold_by_id", "stall_sales", ["sold_by_id"], unique=False)
    op.create_index(
        "ix_stall_sales_subdistrict_id_page",
        "stall_sales",
        ["subdistrict_id", "sold_at", "id"],
        unique=False,
    )


def _stall_codes() -> None:
    op.create_table(
        "stall_codes",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code_kept", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_stall_codes_person_id")
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_stall_codes")),
        sa.UniqueConstraint("code_kept", name=op.f("uq_stall_codes_code_kept")),
    )


def _settlement_statements() -> None:
    op.create_table(
        "settlement_statements",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("fen_per_100_points", sa.Integer(), nullable=False),
        sa.Column("amount_points", sa.BigInteger(), nullable=False),
        sa.Column("cash_fen", sa.BigInteger(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by_id", sa.Uuid(), nullable=True),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("prepared_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("prepared_by_id", sa.Uuid(), nullable=True),
        sa.Column("paid_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("paid_by_id", sa.Uuid(), nullable=True),
        sa.Column("payment_reference", sa.Text(), nullable=True),
        sa.Column("closing_transfer_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("partner_id"), "="),
            (sa.text("daterange(starts_on, ends_on)"), "&&"),
            using="gist",
            name="ex_settlement_statements_period",
        ),
        sa.CheckConstraint(
            "(closing_transfer_id IS NOT NULL) = (paid_at IS NOT NULL AND amount_points > 0)",
            name=op.f("ck_settlement_statements_closed"),
        ),
        sa.CheckConstraint(
            "(confirmed_at IS NULL) = (confirmed_by_id IS NULL)",
            name=op.f("ck_settlement_statements_confirmed"),
        ),
        sa.CheckConstraint(
            "(paid_at IS NULL) = (paid_by_id IS NULL)", name=op.f("ck_settlement_statements_paid")
        ),
        sa.CheckConstraint(
            "(prepared_at IS NULL) = (prepared_by_id IS NULL)",
            name=op.f("ck_settlement_statements_prepared"),
        ),
        sa.CheckConstraint("amount_points >= 0", name=op.f("ck_settlement_statements_owed")),
        sa.CheckConstraint("fen_per_100_points >= 0", name=op.f("ck_settlement_statements_rate")),
        sa.CheckConstraint(
            "paid_by_id <> prepared_by_id", name=op.f("ck_settlement_statements_two_persons")
        ),
        sa.CheckConstraint("starts_on < ends_on", name=op.f("ck_settlement_statements_some_days")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["workflow_cases.id"], name=op.f("fk_settlement_statements_case_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["places.id"], name=op.f("fk_settlement_statements_city_id")
        ),
        sa.ForeignKeyConstraint(
            ["closing_transfer_id"],
            ["ledger_transfers.id"],
            name=op.f("fk_settlement_statements_closing_transfer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_settlement_statements_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"],
            ["persons.id"],
            name=op.f("fk_settlement_statements_confirmed_by_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_settlement_statements_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["drafted_by_id"], ["persons.id"], name=op.f("fk_settlement_statements_drafted_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisations.id"],
            name=op.f("fk_settlement_statements_organisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["paid_by_id"], ["persons.id"], name=op.f("fk_settlement_statements_paid_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_settlement_statements_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["prepared_by_id"], ["persons.id"], name=op.f("fk_settlement_statements_prepared_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_settlement_statements_subdistrict_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_statements")),
        sa.UniqueConstraint("case_id", name=op.f("uq_settlement_statements_case_id")),
        sa.UniqueConstraint(
            "closing_transfer_id", name=op.f("uq_settlement_statements_closing_transfer_id")
        ),
    )
    op.create_index(
        "ix_settlement_statements_city_id_page",
        "settlement_statements",
        ["city_id", "drafted_at", "id"],
        unique=False,
    )
    op.create_index(
        "ix_settlement_statements_community_id_page",
        "settlement_statements",
        ["community_id", "drafted_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_settlement_statements_confirmed_by_id"),
        "settlement_statements",
        ["confirmed_by_id"],
        unique=False,
        postgresql_where=sa.text("confirmed_by_id IS NOT NULL"),
    )
    op.create_index(
        "ix_settlement_statements_district_id_page",
        "settlement_statements",
        ["district_id", "drafted_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_settlement_statements_drafted_by_id"),
        "settlement_statements",
        ["drafted_by_id"],
        unique=False,
        postgresql_where=sa.text("drafted_by_id IS NOT NULL"),
    )
    op.create_index(
        "ix_settlement_statements_organisation_id_page",
        "settlement_statements",
        ["organisation_id", "drafted_at", "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_settlement_statements_paid_by_id"),
        "settlement_statements",
        ["paid_by_id"],
        unique=False,
        postgresql_where=sa.text("paid_by_id IS NOT NULL"),
    )
    op.create_index(
        "ix_settlement_statements_partner_id",
        "settlement_statements",
        ["partner_id", "ends_on"],
        unique=False,
    )
    op.create_index(
        op.f("ix_settlement_statements_prepared_by_id"),
        "settlement_statements",
        ["prepared_by_id"],
        unique=False,
        postgresql_where=sa.text("prepared_by_id IS NOT NULL"),
    )
    op.create_index(
        "ix_settlement_statements_subdistrict_id_page",
        "settlement_statements",
        ["subdistrict_id", "drafted_at", "id"],
        unique=False,
    )


def _settlement_lines() -> None:
    op.create_table(
        "settlement_lines",
        sa.Column("statement_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("transfer_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disputed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("disputed_by_id", sa.Uuid(), nullable=True),
        sa.Column("dispute_reason", sa.Text(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("upheld", sa.Boolean(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (decided_by_id IS NULL)",
            name=op.f("ck_settlement_lines_decided"),
        ),
        sa.CheckConstraint(
            "(decided_at IS NULL) = (upheld IS NULL)", name=op.f("ck_settlement_lines_upheld")
        ),
        sa.CheckConstraint(
            "(disputed_at IS NULL) = (disputed_by_id IS NULL)",
            name=op.f("ck_settlement_lines_disputed"),
        ),
        sa.CheckConstraint(
            "decided_at IS NULL OR disputed_at IS NOT NULL", name=op.f("ck_settlement_lines_asked")
        ),
        sa.CheckConstraint("points <> 0", name=op.f("ck_settlement_lines_moves")),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["persons.id"], name=op.f("fk_settlement_lines_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["disputed_by_id"], ["persons.id"], name=op.f("fk_settlement_lines_disputed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_settlement_lines_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["settlement_statements.id"],
            name=op.f("fk_settlement_lines_statement_id"),
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["ledger_transfers.id"], name=op.f("fk_settlement_lines_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_lines")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_settlement_lines_transfer_id")),
    )
    op.create_index(
        "ix_settlement_lines_decided_by_id",
        "settlement_lines",
        ["decided_by_id"],
        unique=False,
        postgresql_where=sa.text("decided_by_id IS NOT NULL"),
    )
    op.create_index(
        "ix_settlement_lines_disputed_by_id",
        "settlement_lines",
        ["disputed_by_id"],
        unique=False,
        postgresql_where=sa.text("disputed_by_id IS NOT NULL"),
    )
    op.create_index(
        "ix_settlement_lines_open",
        "settlement_lines",
        ["statement_id"],
        unique=False,
        postgresql_where=sa.text("disputed_at IS NOT NULL AND decided_at IS NULL"),
    )
    op.create_index(
        "ix_settlement_lines_statement_id_page",
        "settlement_lines",
        ["statement_id", "at", "id"],
        unique=False,
    )


def _settlement_corrections() -> None:
    op.create_table(
        "settlement_corrections",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("line_id", sa.Uuid(), nullable=False),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("refund_transfer_id", sa.Uuid(), nullable=True),
        sa.Column("statement_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("points <> 0", name=op.f("ck_settlement_corrections_corrects")),
        sa.CheckConstraint(
            "refund_transfer_id IS NULL OR points < 0",
            name=op.f("ck_settlement_corrections_refunded"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_settlement_corrections_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["line_id"], ["settlement_lines.id"], name=op.f("fk_settlement_corrections_line_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["persons.id"], name=op.f("fk_settlement_corrections_made_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_settlement_corrections_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["refund_transfer_id"],
            ["ledger_transfers.id"],
            name=op.f("fk_settlement_corrections_refund_transfer_id"),
        ),
        sa.ForeignKeyConstraint(
            ["statement_id"],
            ["settlement_statements.id"],
            name=op.f("fk_settlement_corrections_statement_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement_corrections")),
        sa.UniqueConstraint(
            "refund_transfer_id", name=op.f("uq_settlement_corrections_refund_transfer_id")
        ),
    )
    op.create_index(
        "ix_settlement_corrections_line_id", "settlement_corrections", ["line_id"], unique=False
    )
    op.create_index(
        "ix_settlement_corrections_made_by_id",
        "settlement_corrections",
        ["made_by_id"],
        unique=False,
    )
    op.create_index(
        "ix_settlement_corrections_waiting",
        "settlement_corrections",
        ["partner_id", "made_at", "id"],
        unique=False,
        postgresql_where=sa.text("statement_id IS NULL"),
    )
