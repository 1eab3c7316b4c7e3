"""Partners of the alliance, and what they supply to the mall."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0068"
down_revision: str | None = "0066"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

APPEND_ONLY = ("partner_terms", "mall_stock_moves")


def upgrade() -> None:
    _partners()
    _mall()
    for table in APPEND_ONLY:
        for when, each, name in (
            ("UPDATE OR DELETE", "ROW", "refuse_change"),
            ("TRUNCATE", "STATEMENT", "refuse_truncate"),
        ):
            op.execute(
                f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
                f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
            )


def downgrade() -> None:
    for table in (
        "mall_takings",
        "mall_stock_moves",
        "mall_edition_photos",
        "mall_editions",
        "mall_goods",
        "partner_agreements",
        "partner_terms",
        "partners",
    ):
        op.drop_table(table)


def _partners() -> None:
    op.create_table(
        "partners",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("partner_kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("offers", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("contact_name", sa.Text(), nullable=False),
        sa.Column("contact_phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("shows_contact", sa.Boolean(), nullable=False),
        sa.Column("licence_file_id", sa.Uuid(), nullable=True),
        sa.Column("applicant_id", sa.Uuid(), nullable=False),
        sa.Column("applied_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(ended_at IS NOT NULL) = (state = 'ended')", name=op.f("ck_partners_ended")
        ),
        sa.CheckConstraint(
            "(organisation_id IS NULL) = (state IN ('applied', 'more_needed', 'declined', 'withdrawn'))",
            name=op.f("ck_partners_has_organisation"),
        ),
        sa.CheckConstraint(
            "(suspended_at IS NOT NULL) = (state = 'suspended')", name=op.f("ck_partners_suspended")
        ),
        sa.CheckConstraint(
            "partner_kind IN ('individual', 'group', 'business')", name=op.f("ck_partners_kind")
        ),
        sa.CheckConstraint(
            "state IN ('applied', 'more_needed', 'declined', 'withdrawn', 'accepted', 'active', 'suspended', 'lapsed', 'ended')",
            name=op.f("ck_partners_state"),
        ),
        sa.ForeignKeyConstraint(
            ["applicant_id"], ["persons.id"], name=op.f("fk_partners_applicant_id")
        ),
        sa.ForeignKeyConstraint(
            ["case_id"], ["workflow_cases.id"], name=op.f("fk_partners_case_id")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["places.id"], name=op.f("fk_partners_city_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_partners_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_partners_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["licence_file_id"], ["files.id"], name=op.f("fk_partners_licence_file_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_partners_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_partners_subdistrict_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partners")),
        sa.UniqueConstraint("case_id", name=op.f("uq_partners_case_id")),
    )
    op.create_index(
        "ix_partners_active", "partners", ["id"], postgresql_where=sa.text("state = 'active'")
    )
    op.create_index(
        op.f("ix_partners_applicant_id_applied_at_id"),
        "partners",
        ["applicant_id", "applied_at", "id"],
    )
    op.create_index("ix_partners_city_id_page", "partners", ["city_id", "applied_at", "id"])
    op.create_index(
        "ix_partners_community_id_page", "partners", ["community_id", "applied_at", "id"]
    )
    op.create_index("ix_partners_district_id_page", "partners", ["district_id", "applied_at", "id"])
    op.create_index(
        op.f("ix_partners_licence_file_id"),
        "partners",
        ["licence_file_id"],
        postgresql_where=sa.text("licence_file_id IS NOT NULL"),
    )
    op.create_index(
        op.f("ix_partners_organisation_id"),
        "partners",
        ["organisation_id"],
        postgresql_where=sa.text("organisation_id IS NOT NULL"),
    )
    op.create_index(
        "ix_partners_subdistrict_id_page", "partners", ["subdistrict_id", "applied_at", "id"]
    )
    op.create_index(
        "uq_partners_applicant_id",
        "partners",
        ["applicant_id", "community_id"],
        unique=True,
        postgresql_where=sa.text("state IN ('applied', 'more_needed')"),
    )
    op.create_index(
        "uq_partners_organisation_id",
        "partners",
        ["organisation_id"],
        unique=True,
        postgresql_where=sa.text("organisation_id IS NOT NULL AND state <> 'ended'"),
    )
    op.create_table(
        "partner_terms",
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_partner_terms_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_partner_terms_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["persons.id"], name=op.f("fk_partner_terms_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_terms")),
        sa.UniqueConstraint("place_id", "number", name=op.f("uq_partner_terms_place_id_number")),
    )
    op.create_table(
        "partner_agreements",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("terms_id", sa.Uuid(), nullable=False),
        sa.Column("fen_per_100_points", sa.Integer(), nullable=False),
        sa.Column("settlement_period", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("cut_on", sa.Date(), nullable=True),
        sa.Column("offered_by_id", sa.Uuid(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_by_id", sa.Uuid(), nullable=True),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_id", sa.Uuid(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("partner_id"), "="),
            (sa.text("daterange(starts_on, coalesce(cut_on, ends_on), '[]')"), "&&"),
            where=sa.text("signed_at IS NOT NULL"),
            using="gist",
            name="ex_partner_agreements_days",
        ),
        sa.CheckConstraint(
            "settlement_period IN ('month', 'quarter', 'year')",
            name=op.f("ck_partner_agreements_period"),
        ),
        sa.CheckConstraint(
            "cut_on BETWEEN starts_on AND ends_on", name=op.f("ck_partner_agreements_cut")
        ),
        sa.CheckConstraint(
            "fen_per_100_points BETWEEN 0 AND 1000000", name=op.f("ck_partner_agreements_rate")
        ),
        sa.CheckConstraint(
            "num_nonnulls(signed_at, signed_by_id) IN (0, 2)",
            name=op.f("ck_partner_agreements_signed"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(withdrawn_at, withdrawn_by_id) IN (0, 2)",
            name=op.f("ck_partner_agreements_withdrawn"),
        ),
        sa.CheckConstraint(
            "signed_at IS NULL OR withdrawn_at IS NULL", name=op.f("ck_partner_agreements_one_end")
        ),
        sa.CheckConstraint("starts_on <= ends_on", name=op.f("ck_partner_agreements_some_days")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_partner_agreements_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["offered_by_id"], ["persons.id"], name=op.f("fk_partner_agreements_offered_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_partner_agreements_partner_id")
        ),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["persons.id"], name=op.f("fk_partner_agreements_signed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["terms_id"], ["partner_terms.id"], name=op.f("fk_partner_agreements_terms_id")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by_id"], ["persons.id"], name=op.f("fk_partner_agreements_withdrawn_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_partner_agreements")),
        sa.UniqueConstraint(
            "partner_id", "number", name=op.f("uq_partner_agreements_partner_id_number")
        ),
    )
    op.create_index(
        "uq_partner_agreements_partner_id_offered",
        "partner_agreements",
        ["partner_id"],
        unique=True,
        postgresql_where=sa.text("signed_at IS NULL AND withdrawn_at IS NULL"),
    )


def _mall() -> None:
    op.create_table(
        "mall_goods",
        sa.Column("partner_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("stock_left", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.Column("editions", sa.Integer(), nullable=False),
        sa.Column("edition_number", sa.Integer(), nullable=True),
        sa.Column("shelf_id", sa.Uuid(), nullable=True),
        sa.Column("shelved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_down_by", sa.Text(), nullable=True),
        sa.Column("taken_down_by_id", sa.Uuid(), nullable=True),
        sa.Column("taken_down_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state = 'taken_down') = (taken_down_at IS NOT NULL) AND num_nonnulls(taken_down_at, taken_down_by, taken_down_by_id, taken_down_reason) IN (0, 4)",
            name=op.f("ck_mall_goods_taken_down"),
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (edition_number IS NULL)", name=op.f("ck_mall_goods_approved")
        ),
        sa.CheckConstraint(
            "kind = 'service' OR stock_left IS NOT NULL", name=op.f("ck_mall_goods_counted")
        ),
        sa.CheckConstraint("kind IN ('goods', 'service')", name=op.f("ck_mall_goods_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'on_shelf', 'taken_down')", name=op.f("ck_mall_goods_state")
        ),
        sa.CheckConstraint(
            "taken_down_by IN ('partner', 'community')", name=op.f("ck_mall_goods_taken_down_by")
        ),
        sa.CheckConstraint(
            "num_nonnulls(edition_number, shelf_id, shelved_at) IN (0, 3)",
            name=op.f("ck_mall_goods_shelved"),
        ),
        sa.CheckConstraint("stock_left >= 0", name=op.f("ck_mall_goods_stock")),
        sa.CheckConstraint("taken >= 0", name=op.f("ck_mall_goods_taken")),
        sa.ForeignKeyConstraint(["city_id"], ["places.id"], name=op.f("fk_mall_goods_city_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_mall_goods_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_mall_goods_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_mall_goods_organisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["partner_id"], ["partners.id"], name=op.f("fk_mall_goods_partner_id")
        ),
        sa.ForeignKeyConstraint(["shelf_id"], ["places.id"], name=op.f("fk_mall_goods_shelf_id")),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_mall_goods_subdistrict_id")
        ),
        sa.ForeignKeyConstraint(
            ["taken_down_by_id"], ["persons.id"], name=op.f("fk_mall_goods_taken_down_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mall_goods")),
    )
    op.create_index("ix_mall_goods_city_id_page", "mall_goods", ["city_id", "offered_at", "id"])
    op.create_index(
        "ix_mall_goods_community_id_page", "mall_goods", ["community_id", "offered_at", "id"]
    )
    op.create_index(
        "ix_mall_goods_district_id_page", "mall_goods", ["district_id", "offered_at", "id"]
    )
    op.create_index(
        "ix_mall_goods_organisation_id_page", "mall_goods", ["organisation_id", "offered_at", "id"]
    )
    op.create_index(op.f("ix_mall_goods_partner_id"), "mall_goods", ["partner_id"])
    op.create_index(
        "ix_mall_goods_shelf_id_page",
        "mall_goods",
        ["shelf_id", "shelved_at", "id"],
        postgresql_where=sa.text("state = 'on_shelf'"),
    )
    op.create_index(
        "ix_mall_goods_subdistrict_id_page", "mall_goods", ["subdistrict_id", "offered_at", "id"]
    )
    op.create_index(
        op.f("ix_mall_goods_taken_down_by_id"),
        "mall_goods",
        ["taken_down_by_id"],
        postgresql_where=sa.text("taken_down_by_id IS NOT NULL"),
    )
    op.create_table(
        "mall_editions",
        sa.Column("goods_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("price_points", sa.Integer(), nullable=False),
        sa.Column("price_fen", sa.Integer(), nullable=False),
        sa.Column("limit_total", sa.Integer(), nullable=True),
        sa.Column("limit_day", sa.Integer(), nullable=True),
        sa.Column("limit_month", sa.Integer(), nullable=True),
        sa.Column("sale_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sale_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("weekdays", postgresql.ARRAY(sa.Integer()), nullable=True),
        sa.Column("month_days", postgresql.ARRAY(sa.Integer()), nullable=True),
        sa.Column("shelf", sa.Text(), nullable=False),
        sa.Column("residents_only", sa.Boolean(), nullable=False),
        sa.Column("min_level", sa.Integer(), nullable=False),
        sa.Column("pick_up_place", sa.Text(), nullable=False),
        sa.Column("pick_up_hours", sa.Text(), nullable=False),
        sa.Column("pick_up_days", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("written_by_id", sa.Uuid(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('approved', 'declined')) = (reviewed_at IS NOT NULL) AND (reviewed_at IS NULL) = (reviewed_by_id IS NULL)",
            name=op.f("ck_mall_editions_reviewed"),
        ),
        sa.CheckConstraint(
            "shelf IN ('community', 'district')", name=op.f("ck_mall_editions_shelf")
        ),
        sa.CheckConstraint(
            "state IN ('in_review', 'approved', 'declined', 'withdrawn')",
            name=op.f("ck_mall_editions_state"),
        ),
        sa.CheckConstraint(
            "limit_total > 0 AND limit_day > 0 AND limit_month > 0",
            name=op.f("ck_mall_editions_limits"),
        ),
        sa.CheckConstraint("min_level BETWEEN 0 AND 4", name=op.f("ck_mall_editions_level")),
        sa.CheckConstraint(
            "pick_up_days BETWEEN 1 AND 90", name=op.f("ck_mall_editions_pick_up_days")
        ),
        sa.CheckConstraint(
            "price_points >= 0 AND price_fen >= 0 AND price_points + price_fen > 0",
            name=op.f("ck_mall_editions_priced"),
        ),
        sa.CheckConstraint("sale_from < sale_until", name=op.f("ck_mall_editions_some_time")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_mall_editions_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["goods_id"], ["mall_goods.id"], name=op.f("fk_mall_editions_goods_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewed_by_id"], ["persons.id"], name=op.f("fk_mall_editions_reviewed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["written_by_id"], ["persons.id"], name=op.f("fk_mall_editions_written_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mall_editions")),
        sa.UniqueConstraint("goods_id", "number", name=op.f("uq_mall_editions_goods_id_number")),
    )
    op.create_index(
        op.f("ix_mall_editions_reviewed_by_id"),
        "mall_editions",
        ["reviewed_by_id"],
        postgresql_where=sa.text("reviewed_by_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_mall_editions_written_by_id"), "mall_editions", ["written_by_id"])
    op.create_index(
        "uq_mall_editions_goods_id",
        "mall_editions",
        ["goods_id"],
        unique=True,
        postgresql_where=sa.text("state = 'in_review'"),
    )
    op.create_table(
        "mall_edition_photos",
        sa.Column("edition_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_mall_edition_photos_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["mall_editions.id"], name=op.f("fk_mall_edition_photos_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["files.id"], name=op.f("fk_mall_edition_photos_file_id")
        ),
        sa.PrimaryKeyConstraint("edition_id", "file_id", name=op.f("pk_mall_edition_photos")),
    )
    op.create_index(op.f("ix_mall_edition_photos_file_id"), "mall_edition_photos", ["file_id"])
    op.create_table(
        "mall_stock_moves",
        sa.Column("goods_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("stock_left", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("moved_by_id", sa.Uuid(), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "reason IN ('supplied', 'counted', 'spoiled', 'returned', 'mistake')",
            name=op.f("ck_mall_stock_moves_reason"),
        ),
        sa.CheckConstraint("change <> 0", name=op.f("ck_mall_stock_moves_moves")),
        sa.CheckConstraint("stock_left >= 0", name=op.f("ck_mall_stock_moves_stock")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_mall_stock_moves_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["goods_id"], ["mall_goods.id"], name=op.f("fk_mall_stock_moves_goods_id")
        ),
        sa.ForeignKeyConstraint(
            ["moved_by_id"], ["persons.id"], name=op.f("fk_mall_stock_moves_moved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mall_stock_moves")),
    )
    op.create_index(
        op.f("ix_mall_stock_moves_goods_id_moved_at_id"),
        "mall_stock_moves",
        ["goods_id", "moved_at", "id"],
    )
    op.create_index(op.f("ix_mall_stock_moves_moved_by_id"), "mall_stock_moves", ["moved_by_id"])
    op.create_table(
        "mall_takings",
        sa.Column("goods_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "period IN ('total', 'day', 'month')", name=op.f("ck_mall_takings_period")
        ),
        sa.CheckConstraint("quantity >= 0", name=op.f("ck_mall_takings_quantity")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_mall_takings_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["goods_id"], ["mall_goods.id"], name=op.f("fk_mall_takings_goods_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_mall_takings_person_id")
        ),
        sa.PrimaryKeyConstraint(
            "goods_id", "person_id", "period", "starts_on", name=op.f("pk_mall_takings")
        ),
    )
    op.create_index(op.f("ix_mall_takings_person_id"), "mall_takings", ["person_id"])
