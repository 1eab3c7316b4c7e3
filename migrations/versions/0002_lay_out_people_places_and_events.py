"""Lay out people, places and events."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from shequ_api.kit.model import Ltree

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "transaction_id",
            sa.BigInteger(),
            server_default=sa.text("(pg_current_xact_id()::text)::bigint"),
            nullable=False,
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.PrimaryKeyConstraint("id", "recorded_at", name=op.f("pk_events")),
        postgresql_partition_by="RANGE (recorded_at)",
    )
    op.create_index(
        op.f("ix_events_subject_id_recorded_at"),
        "events",
        ["subject_id", "recorded_at"],
        unique=False,
    )
    op.create_table(
        "idempotency_records",
        sa.Column("principal", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("headers", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint(
            "principal", "method", "path", "key", name=op.f("pk_idempotency_records")
        ),
    )
    op.create_index(
        op.f("ix_idempotency_records_recorded_at"),
        "idempotency_records",
        ["recorded_at"],
        unique=False,
    )
    op.create_table(
        "jobs",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=True), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=True),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("facts", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_jobs")),
    )
    op.create_index(
        "ix_jobs_due",
        "jobs",
        ["run_at", "id"],
        unique=False,
        postgresql_where=sa.text("failed_at IS NULL"),
    )
    op.create_index("ix_jobs_order", "jobs", ["name", "subject_id", "id"], unique=False)
    op.create_table(
        "persons",
        sa.Column("name", sa.Text(), nullable=True),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=True),
        sa.Column("phone_index", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_persons")),
        sa.UniqueConstraint("phone_index", name=op.f("uq_persons_phone_index")),
    )
    op.create_table(
        "places",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            postgresql.ENUM(
                "province",
                "city",
                "district",
                "subdistrict",
                "community",
                "compound",
                "building",
                "unit",
                "dwelling",
                name="place_kind",
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("path", Ltree(), nullable=False),
        sa.Column("full_name", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=True),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("compound_id", sa.Uuid(), nullable=True),
        sa.Column("building_id", sa.Uuid(), nullable=True),
        sa.Column("general_grid_id", sa.Uuid(), nullable=True),
        sa.Column("micro_grid_id", sa.Uuid(), nullable=True),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(longitude IS NULL) = (latitude IS NULL)", name=op.f("ck_places_whole_position")
        ),
        sa.ForeignKeyConstraint(["building_id"], ["places.id"], name=op.f("fk_places_building_id")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_places_community_id")
        ),
        sa.ForeignKeyConstraint(["compound_id"], ["places.id"], name=op.f("fk_places_compound_id")),
        sa.ForeignKeyConstraint(["district_id"], ["places.id"], name=op.f("fk_places_district_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["places.id"], name=op.f("fk_places_parent_id")),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_places_subdistrict_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
        sa.UniqueConstraint("code", name=op.f("uq_places_code")),
    )
    op.create_index(
        op.f("ix_places_compound_id_kind_code"),
        "places",
        ["compound_id", "kind", "code"],
        unique=False,
    )
    op.create_index(op.f("ix_places_micro_grid_id"), "places", ["micro_grid_id"], unique=False)
    op.create_index(op.f("ix_places_parent_id_code"), "places", ["parent_id", "code"], unique=False)
    op.create_index("ix_places_path", "places", ["path"], unique=False, postgresql_using="gist")
    op.create_table(
        "revoked_tokens",
        sa.Column("token_id", sa.Uuid(), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_id", name=op.f("pk_revoked_tokens")),
    )
    op.create_index(
        op.f("ix_revoked_tokens_expires_at"), "revoked_tokens", ["expires_at"], unique=False
    )
    op.create_table(
        "schedules",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("next_run_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_schedules")),
    )
    op.create_table(
        "grids",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "kind",
            postgresql.ENUM(
                "total_grid", "general_grid", "micro_grid", "dedicated_grid", name="grid_kind"
            ),
            nullable=False,
        ),
        sa.Column("parent_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "(kind IN ('general_grid', 'micro_grid')) = (parent_id IS NOT NULL)",
            name=op.f("ck_grids_rooted"),
        ),
        sa.CheckConstraint(
            "(longitude IS NULL) = (latitude IS NULL)", name=op.f("ck_grids_whole_position")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_grids_community_id")
        ),
        sa.ForeignKeyConstraint(["district_id"], ["places.id"], name=op.f("fk_grids_district_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["grids.id"], name=op.f("fk_grids_parent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grids")),
        sa.UniqueConstraint("code", name=op.f("uq_grids_code")),
    )
    op.create_index(
        op.f("ix_grids_community_id_code"), "grids", ["community_id", "code"], unique=False
    )
    op.create_table(
        "login_sessions",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("rotated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_for", sa.Text(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_login_sessions_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
    )
    op.create_index(
        op.f("ix_login_sessions_person_id"), "login_sessions", ["person_id"], unique=False
    )
    op.create_table(
        "organisations",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("partner_kind", sa.Text(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_organisations_community_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisations")),
    )
    op.create_index(
        op.f("ix_organisations_community_id"), "organisations", ["community_id"], unique=False
    )
    op.create_table(
        "residencies",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("dwelling_id", sa.Uuid(), nullable=False),
        sa.Column("belonging", sa.Text(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("verified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verified_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["dwelling_id"], ["places.id"], name=op.f("fk_residencies_dwelling_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_residencies_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["verified_by_id"], ["persons.id"], name=op.f("fk_residencies_verified_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_residencies")),
    )
    op.create_index(
        op.f("ix_residencies_dwelling_id"), "residencies", ["dwelling_id"], unique=False
    )
    op.create_index(
        "uq_residencies_live",
        "residencies",
        ["person_id", "dwelling_id"],
        unique=True,
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.create_table(
        "wechat_accounts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("app_id", sa.Text(), nullable=False),
        sa.Column("openid", sa.Text(), nullable=False),
        sa.Column("unionid", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_wechat_accounts_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wechat_accounts")),
        sa.UniqueConstraint("app_id", "openid", name=op.f("uq_wechat_accounts_app_id_openid")),
    )
    op.create_index(
        op.f("ix_wechat_accounts_person_id"), "wechat_accounts", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_wechat_accounts_unionid"), "wechat_accounts", ["unionid"], unique=False
    )
    op.create_table(
        "postings",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=True),
        sa.Column("grid_id", sa.Uuid(), nullable=True),
        sa.Column("community_id", sa.Uuid(), nullable=True),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("granted_by_id", sa.Uuid(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        postgresql.ExcludeConstraint(
            (sa.column("person_id"), "="),
            (sa.column("role"), "="),
            (sa.text("coalesce(place_id, grid_id)"), "="),
            (sa.text("daterange(starts_on, ends_on)"), "&&"),
            where=sa.text("ended_at IS NULL"),
            using="gist",
            name="ex_postings_same",
        ),
        sa.CheckConstraint(
            "(place_id IS NULL) <> (grid_id IS NULL)", name=op.f("ck_postings_one_scope")
        ),
        sa.CheckConstraint(
            "ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_postings_some_days")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_postings_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_postings_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["ended_by_id"], ["persons.id"], name=op.f("fk_postings_ended_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["persons.id"], name=op.f("fk_postings_granted_by_id")
        ),
        sa.ForeignKeyConstraint(["grid_id"], ["grids.id"], name=op.f("fk_postings_grid_id")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_postings_organisation_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_postings_person_id")),
        sa.ForeignKeyConstraint(["place_id"], ["places.id"], name=op.f("fk_postings_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_postings")),
    )
    op.create_index(op.f("ix_postings_community_id"), "postings", ["community_id"], unique=False)
    op.create_index(
        op.f("ix_postings_grid_id"),
        "postings",
        ["grid_id"],
        unique=False,
        postgresql_where=sa.text("grid_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_postings_person_id"), "postings", ["person_id"], unique=False)
    op.create_index(
        op.f("ix_postings_place_id"),
        "postings",
        ["place_id"],
        unique=False,
        postgresql_where=sa.text("place_id IS NOT NULL"),
    )
    # Places and grids refer to each other, so these come last.
    op.create_foreign_key(
        "fk_places_general_grid_id", "places", "grids", ["general_grid_id"], ["id"]
    )
    op.create_foreign_key("fk_places_micro_grid_id", "places", "grids", ["micro_grid_id"], ["id"])
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON events "
        "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
    )


def downgrade() -> None:
    op.drop_constraint("fk_places_general_grid_id", "places")
    op.drop_constraint("fk_places_micro_grid_id", "places")
    op.drop_index(
        op.f("ix_postings_place_id"),
        table_name="postings",
        postgresql_where=sa.text("place_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_postings_person_id"), table_name="postings")
    op.drop_index(
        op.f("ix_postings_grid_id"),
        table_name="postings",
        postgresql_where=sa.text("grid_id IS NOT NULL"),
    )
    op.drop_index(op.f("ix_postings_community_id"), table_name="postings")
    op.drop_table("postings")
    op.drop_index(op.f("ix_wechat_accounts_unionid"), table_name="wechat_accounts")
    op.drop_index(op.f("ix_wechat_accounts_person_id"), table_name="wechat_accounts")
    op.drop_table("wechat_accounts")
    op.drop_index(
        "uq_residencies_live", table_name="residencies", postgresql_where=sa.text("ends_on IS NULL")
    )
    op.drop_index(op.f("ix_residencies_dwelling_id"), table_name="residencies")
    op.drop_table("residencies")
    op.drop_index(op.f("ix_organisations_community_id"), table_name="organisations")
    op.drop_table("organisations")
    op.drop_index(op.f("ix_login_sessions_person_id"), table_name="login_sessions")
    op.drop_table("login_sessions")
    op.drop_index(op.f("ix_grids_community_id_code"), table_name="grids")
    op.drop_table("grids")
    op.drop_table("schedules")
    op.drop_index(op.f("ix_revoked_tokens_expires_at"), table_name="revoked_tokens")
    op.drop_table("revoked_tokens")
    op.drop_index("ix_places_path", table_name="places", postgresql_using="gist")
    op.drop_index(op.f("ix_places_parent_id_code"), table_name="places")
    op.drop_index(op.f("ix_places_micro_grid_id"), table_name="places")
    op.drop_index(op.f("ix_places_compound_id_kind_code"), table_name="places")
    op.drop_table("places")
    op.drop_table("persons")
    op.drop_index("ix_jobs_order", table_name="jobs")
    op.drop_index("ix_jobs_due", table_name="jobs", postgresql_where=sa.text("failed_at IS NULL"))
    op.drop_table("jobs")
    op.drop_index(op.f("ix_idempotency_records_recorded_at"), table_name="idempotency_records")
    op.drop_table("idempotency_records")
    op.drop_index(op.f("ix_events_subject_id_recorded_at"), table_name="events")
    op.drop_table("events")
    op.execute("DROP TYPE grid_kind")
    op.execute("DROP TYPE place_kind")
