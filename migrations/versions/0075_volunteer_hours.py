"""Volunteer hours with their evidence, and certificates."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0075"
down_revision: str | None = "0074"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "volunteer_accounts",
    "volunteer_policies",
    "volunteer_services",
    "volunteer_tallies",
    "volunteer_sessions",
    "volunteer_marks",
    "volunteer_certificates",
)
APPEND_ONLY = ("volunteer_policies", "volunteer_marks")


def upgrade() -> None:
    _accounts()
    _policies()
    _services()
    _tallies()
    _sessions()
    _marks()
    _certificates()
    for table in APPEND_ONLY:
        _keep(table)


def downgrade() -> None:
    # What the ledger says of minutes stays: it is never changed.
    for table in reversed(TABLES):
        op.drop_table(table)


def _keep(table: str) -> None:
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _accounts() -> None:
    op.create_table(
        "volunteer_accounts",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["account_id"], ["ledger_accounts.id"], name=op.f("fk_volunteer_accounts_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_volunteer_accounts_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_volunteer_accounts_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_accounts")),
        sa.UniqueConstraint("account_id", name=op.f("uq_volunteer_accounts_account_id")),
        sa.UniqueConstraint(
            "person_id", "district_id", name=op.f("uq_volunteer_accounts_person_id_district_id")
        ),
    )


def _policies() -> None:
    op.create_table(
        "volunteer_policies",
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("least_minutes", sa.Integer(), nullable=False),
        sa.Column("session_minutes", sa.Integer(), nullable=False),
        sa.Column("day_minutes", sa.Integer(), nullable=False),
        sa.Column("auto_confirm_score", sa.Integer(), nullable=True),
        sa.Column("inspection_minutes", sa.Integer(), nullable=False),
        sa.Column("ticket_minutes", sa.Integer(), nullable=False),
        sa.Column("facts_day_minutes", sa.Integer(), nullable=False),
        sa.Column("roles", postgresql.JSONB(), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "auto_confirm_score BETWEEN 60 AND 100", name=op.f("ck_volunteer_policies_score")
        ),
        sa.CheckConstraint(
            "inspection_minutes >= 0 AND ticket_minutes >= 0 AND facts_day_minutes >= 0",
            name=op.f("ck_volunteer_policies_worth"),
        ),
        sa.CheckConstraint(
            "least_minutes >= 1 AND session_minutes >= least_minutes AND day_minutes >= session_minutes AND day_minutes <= 1440",
            name=op.f("ck_volunteer_policies_bounds"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_volunteer_policies_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["persons.id"], name=op.f("fk_volunteer_policies_set_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_policies")),
    )
    op.create_index(
        op.f("ix_volunteer_policies_district_id_valid_from_id"),
        "volunteer_policies",
        ["district_id", "valid_from", "id"],
    )


def _services() -> None:
    op.create_table(
        "volunteer_services",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("evidence_id", sa.Uuid(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("due_minutes", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("served_on", sa.Date(), nullable=False),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_by_id", sa.Uuid(), nullable=True),
        sa.Column("transfer_id", sa.Uuid(), nullable=True),
        sa.Column("credited_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reversed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reversal_reason", sa.Text(), nullable=True),
        sa.Column("reversal_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('session', 'inspection', 'ticket')", name=op.f("ck_volunteer_services_kind")
        ),
        sa.CheckConstraint(
            "(minutes > 0) = (transfer_id IS NOT NULL)", name=op.f("ck_volunteer_services_posted")
        ),
        sa.CheckConstraint(
            "(reversed_at IS NULL) = (reversal_reason IS NULL) AND (reversal_id IS NULL OR reversed_at IS NOT NULL)",
            name=op.f("ck_volunteer_services_reversed"),
        ),
        sa.CheckConstraint(
            "minutes BETWEEN 0 AND due_minutes AND due_minutes > 0",
            name=op.f("ck_volunteer_services_counted"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["volunteer_accounts.id"], name=op.f("fk_volunteer_services_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_volunteer_services_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["persons.id"], name=op.f("fk_volunteer_services_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_volunteer_services_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["reversal_id"], ["ledger_transfers.id"], name=op.f("fk_volunteer_services_reversal_id")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_volunteer_services_subdistrict_id")
        ),
        sa.ForeignKeyConstraint(
            ["transfer_id"], ["ledger_transfers.id"], name=op.f("fk_volunteer_services_transfer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_services")),
        sa.UniqueConstraint(
            "evidence_id",
            "kind",
            "round",
            name=op.f("uq_volunteer_services_evidence_id_kind_round"),
        ),
        sa.UniqueConstraint("reversal_id", name=op.f("uq_volunteer_services_reversal_id")),
        sa.UniqueConstraint("transfer_id", name=op.f("uq_volunteer_services_transfer_id")),
    )
    op.create_index(
        op.f("ix_volunteer_services_account_id_served_at_id"),
        "volunteer_services",
        ["account_id", "served_at", "id"],
    )
    op.create_index(
        "ix_volunteer_services_counted",
        "volunteer_services",
        ["account_id", "served_on"],
        postgresql_include=["kind", "minutes"],
        postgresql_where=sa.text("reversed_at IS NULL"),
    )


def _tallies() -> None:
    op.create_table(
        "volunteer_tallies",
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("period", sa.Text(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("services", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "minutes >= 0 AND services >= 0", name=op.f("ck_volunteer_tallies_counted")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["volunteer_accounts.id"], name=op.f("fk_volunteer_tallies_account_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_volunteer_tallies_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_volunteer_tallies_place_id")
        ),
        sa.PrimaryKeyConstraint(
            "account_id", "place_id", "period", name=op.f("pk_volunteer_tallies")
        ),
    )
    op.create_index(
        "ix_volunteer_tallies_page",
        "volunteer_tallies",
        ["place_id", "period", "minutes", "account_id"],
    )


def _sessions() -> None:
    op.create_table(
        "volunteer_sessions",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("decided_by_id", sa.Uuid(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("mended", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("city_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("subdistrict_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("compound_id", sa.Uuid(), nullable=True),
        sa.Column("building_id", sa.Uuid(), nullable=True),
        sa.Column("general_grid_id", sa.Uuid(), nullable=True),
        sa.Column("micro_grid_id", sa.Uuid(), nullable=True),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("made_grid_id", sa.Uuid(), nullable=True),
        postgresql.ExcludeConstraint(
            (sa.column("person_id"), "="),
            (sa.text("tstzrange(began_at, ended_at)"), "&&"),
            where=sa.text("ended_at IS NOT NULL AND state <> 'rejected'"),
            using="gist",
            name="ex_volunteer_sessions_overlap",
        ),
        sa.CheckConstraint(
            "state IN ('open', 'unfinished', 'short', 'waiting', 'confirmed', 'rejected') AND (state IN ('open', 'unfinished') OR ended_at IS NOT NULL OR state = 'rejected')",
            name=op.f("ck_volunteer_sessions_state"),
        ),
        sa.CheckConstraint("ended_at > began_at", name=op.f("ck_volunteer_sessions_lasts")),
        sa.CheckConstraint("round >= 0", name=op.f("ck_volunteer_sessions_counted")),
        sa.ForeignKeyConstraint(
            ["building_id"], ["places.id"], name=op.f("fk_volunteer_sessions_building_id")
        ),
        sa.ForeignKeyConstraint(
            ["city_id"], ["places.id"], name=op.f("fk_volunteer_sessions_city_id")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["places.id"], name=op.f("fk_volunteer_sessions_community_id")
        ),
        sa.ForeignKeyConstraint(
            ["compound_id"], ["places.id"], name=op.f("fk_volunteer_sessions_compound_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["persons.id"], name=op.f("fk_volunteer_sessions_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_volunteer_sessions_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["general_grid_id"], ["grids.id"], name=op.f("fk_volunteer_sessions_general_grid_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_grid_id"], ["grids.id"], name=op.f("fk_volunteer_sessions_made_grid_id")
        ),
        sa.ForeignKeyConstraint(
            ["micro_grid_id"], ["grids.id"], name=op.f("fk_volunteer_sessions_micro_grid_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_volunteer_sessions_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_volunteer_sessions_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["subdistrict_id"], ["places.id"], name=op.f("fk_volunteer_sessions_subdistrict_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_sessions")),
    )
    op.create_index(
        "ix_volunteer_sessions_community_id_page",
        "volunteer_sessions",
        ["community_id", "began_at", "id"],
    )
    op.create_index(
        "ix_volunteer_sessions_community_id_pending",
        "volunteer_sessions",
        ["community_id", "state", "began_at", "id"],
        postgresql_where=sa.text("state IN ('waiting', 'unfinished')"),
    )
    op.create_index(
        "ix_volunteer_sessions_open",
        "volunteer_sessions",
        ["began_at"],
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_index(
        "ix_volunteer_sessions_micro_grid_id_page",
        "volunteer_sessions",
        ["micro_grid_id", "began_at", "id"],
    )
    op.create_index(
        "ix_volunteer_sessions_person_id_page",
        "volunteer_sessions",
        ["person_id", "began_at", "id"],
    )


def _marks() -> None:
    op.create_table(
        "volunteer_marks",
        sa.Column("session_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("distance_metres", sa.Double(), nullable=True),
        sa.Column("accuracy_metres", sa.Double(), nullable=False),
        sa.Column("device_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("rules_version", sa.Integer(), nullable=False),
        sa.Column("reasons", postgresql.JSONB(), nullable=False),
        sa.Column("body_hash", sa.LargeBinary(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint("kind IN ('in', 'out')", name=op.f("ck_volunteer_marks_kind")),
        sa.CheckConstraint("score BETWEEN 0 AND 100", name=op.f("ck_volunteer_marks_score")),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_volunteer_marks_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["place_id"], ["places.id"], name=op.f("fk_volunteer_marks_place_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["volunteer_sessions.id"], name=op.f("fk_volunteer_marks_session_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_marks")),
        sa.UniqueConstraint("session_id", "kind", name=op.f("uq_volunteer_marks_session_id_kind")),
    )


def _certificates() -> None:
    op.create_table(
        "volunteer_certificates",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("name_shown", sa.Text(), nullable=False),
        sa.Column("issued_at_name", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("services", sa.Integer(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_for", sa.Text(), nullable=True),
        sa.Column("replaced_by_id", sa.Uuid(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "name_shown IN ('full', 'masked')", name=op.f("ck_volunteer_certificates_name_shown")
        ),
        sa.CheckConstraint(
            "withdrawn_for IN ('holder', 'replaced', 'hours_reversed', 'account_gone')",
            name=op.f("ck_volunteer_certificates_withdrawn_for"),
        ),
        sa.CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_for IS NULL)",
            name=op.f("ck_volunteer_certificates_withdrawn"),
        ),
        sa.CheckConstraint("first_day <= last_day", name=op.f("ck_volunteer_certificates_days")),
        sa.CheckConstraint(
            "minutes > 0 AND services > 0", name=op.f("ck_volunteer_certificates_counted")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"],
            ["volunteer_accounts.id"],
            name=op.f("fk_volunteer_certificates_account_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f("fk_volunteer_certificates_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_volunteer_certificates_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaced_by_id"],
            ["volunteer_certificates.id"],
            name=op.f("fk_volunteer_certificates_replaced_by_id"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_volunteer_certificates")),
        sa.UniqueConstraint("code", name=op.f("uq_volunteer_certificates_code")),
        sa.UniqueConstraint("number", name=op.f("uq_volunteer_certificates_number")),
    )
    op.create_index(
        "ix_volunteer_certificates_person_id_page",
        "volunteer_certificates",
        ["person_id", "issued_at", "id"],
    )
    op.create_index(
        "ix_volunteer_certificates_valid",
        "volunteer_certificates",
        ["account_id"],
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
