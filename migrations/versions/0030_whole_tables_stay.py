"""Whole tables are not emptied either: append-only tables refuse TRUNCATE, and each month of them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0030"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLES = (
    "access_log",
    "asset_records",
    "audit_blocks",
    "audit_log",
    "boundary_rings",
    "charity_donations",
    "consent_policies",
    "earning_rule_ends",
    "earning_rules",
    "earnings",
    "events",
    "form_submissions",
    "grid_successions",
    "mandate_uses",
    "person_merges",
    "scans",
    "tree_changes",
    "workflow_steps",
)
"""The transfers of the ledger refuse it already."""

MAKER = """
    CREATE OR REPLACE FUNCTION shequ_make_partition(parent text, month date) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    DECLARE
      start_at date := date_trunc('month', month)::date;
      part text := parent || '_p' || to_char(month, 'YYYYMM');
    BEGIN
      PERFORM 1 FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'public' AND c.relname = parent;
      IF NOT FOUND THEN
        RAISE EXCEPTION 'not a partitioned table';
      END IF;
      IF to_regclass('public.' || quote_ident(part)) IS NULL THEN
        EXECUTE format(
          'CREATE TABLE %I PARTITION OF %I FOR VALUES FROM (%L) TO (%L)',
          part, parent,
          start_at::timestamp AT TIME ZONE 'Asia/Shanghai',
          (start_at + interval '1 month')::timestamp AT TIME ZONE 'Asia/Shanghai');
        __GUARD__
      END IF;
    END $$"""
GUARD = """IF EXISTS (SELECT FROM pg_trigger WHERE tgname = 'refuse_truncate'
          AND tgrelid = to_regclass('public.' || quote_ident(parent))) THEN
          EXECUTE format('CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON %I '
            'FOR EACH STATEMENT EXECUTE FUNCTION shequ_refuse_change()', part);
        END IF;"""
"""A partition inherits the triggers for rows, and none for statements."""
PARTITIONS = "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = '{}'::regclass"


def upgrade() -> None:
    for table in _with_partitions():
        op.execute(
            f"CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION shequ_refuse_change()"
        )
    op.execute(MAKER.replace("__GUARD__", GUARD))


def downgrade() -> None:
    op.execute(MAKER.replace("__GUARD__", ""))
    for table in _with_partitions():
        op.execute(f"DROP TRIGGER refuse_truncate ON {table}")


def _with_partitions() -> list[str]:
    found = list(TABLES)
    for table in TABLES:
        found += op.get_bind().scalars(sa.text(PARTITIONS.format(table))).all()
    return found
