"""Install the maker of monthly partitions."""

from collections.abc import Sequence

from alembic import op

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    # SECURITY DEFINER: the app role may keep partitions ahead without owning the tables. Only
    # partitioned tables of this schema are touched, whatever name is passed.
    op.execute("""
        CREATE FUNCTION shequ_make_partition(parent text, month date) RETURNS void
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
          END IF;
        END $$""")
    # Append-only tables: even the owner's session refuses to change what was written.
    op.execute("""
        CREATE FUNCTION shequ_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
        END $$""")


def downgrade() -> None:
    op.execute("DROP FUNCTION shequ_refuse_change()")
    op.execute("DROP FUNCTION shequ_make_partition(text, date)")
