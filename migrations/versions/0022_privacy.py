"""Privacy."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _detaching()
    # Fingerprints of bodies are sealed from here on; those that lie open are not kept.
    op.execute("DELETE FROM idempotency_records")
    op.create_table(
        "consent_policies",
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("legal_basis", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["persons.id"], name=op.f("fk_consent_policies_published_by_id")
        ),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_consent_policies")),
    )
    op.execute("""
        CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON consent_policies
        FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()""")
    op.create_table(
        "consents",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_consents_person_id")),
        sa.ForeignKeyConstraint(
            ["code", "version"],
            ["consent_policies.code", "consent_policies.version"],
            name=op.f("fk_consents_code_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consents")),
    )
    op.create_index(
        "uq_consents_live",
        "consents",
        ["person_id", "code"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_table(
        "erasures",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["persons.id"], name=op.f("fk_erasures_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasures")),
    )
    op.create_index(
        "uq_erasures_live",
        "erasures",
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )
    op.create_index(
        "ix_erasures_due",
        "erasures",
        ["due_at"],
        postgresql_where=sa.text("withdrawn_at IS NULL AND announced_at IS NULL"),
    )


def _detaching() -> None:
    # SECURITY DEFINER, as the maker of partitions is; who may call it is granted with the tables.
    # Floors hold whatever the caller asks for: the audit log stays whole, looks and events (the
    # records of processing) for three years, all else for the six months of the Cybersecurity Law.
    # A reader that holds the table makes it give up.
    op.execute("""
        CREATE FUNCTION shequ_detach_partition(parent text, month date) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
        SET lock_timeout = '1s' AS $$
        DECLARE
          part text := parent || '_p' || to_char(month, 'YYYYMM');
          floor_months int := CASE WHEN parent IN ('access_log', 'events') THEN 36 ELSE 6 END;
        BEGIN
          IF parent = 'audit_log' THEN
            RAISE EXCEPTION 'the audit log stays whole';
          END IF;
          PERFORM 1 FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = to_regclass('public.' || quote_ident(parent))
              AND c.relname = part;
          IF NOT FOUND THEN
            RAISE EXCEPTION 'not a partition';
          END IF;
          IF month > date_trunc('month', now()) - make_interval(months => floor_months) THEN
            RAISE EXCEPTION 'too young to be detached';
          END IF;
          EXECUTE format('ALTER TABLE %I DETACH PARTITION %I', parent, part);
        END $$""")
    op.execute("REVOKE EXECUTE ON FUNCTION shequ_detach_partition(text, date) FROM PUBLIC")


def downgrade() -> None:
    op.execute("DROP FUNCTION shequ_detach_partition(text, date)")
    for table in ("erasures", "consents", "consent_policies"):
        op.drop_table(table)
