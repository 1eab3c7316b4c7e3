"""Words that the erased wrote, photos without content, custom roles as they were, old months."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0036"
down_revision: str | None = "0035"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

OWN_WORDS = {"workflow_steps": ("note", "actor_id"), "charity_donations": ("message", "donor_id")}
"""Append-only table → the column of free text, and whose words stand in it."""

REFUSING = """
    CREATE OR REPLACE FUNCTION shequ_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      __EXCEPTION__
      RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
    END $$"""
BUT_WORDS = """IF TG_OP = 'UPDATE' AND TG_NARGS = 1 THEN
        IF to_jsonb(OLD) ->> TG_ARGV[0] IS NOT NULL AND to_jsonb(NEW)
          = to_jsonb(OLD) || jsonb_build_object(TG_ARGV[0], '（已注销）') THEN
          RETURN NEW;
        END IF;
      END IF;"""
"""Of a trigger that names a column: its words may become these words, and nothing else."""


def upgrade() -> None:
    op.execute(REFUSING.replace("__EXCEPTION__", BUT_WORDS))
    for table, (column, _) in OWN_WORDS.items():
        _guard(table, f"'{column}'")
    _forgetting()
    op.create_index(
        "ix_workflow_steps_actor_id_noted",
        "workflow_steps",
        ["actor_id"],
        postgresql_where=sa.text("note IS NOT NULL"),
    )
    op.add_column("files", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_files_received_at_whole",
        "files",
        ["received_at"],
        postgresql_where=sa.text("erased_at IS NULL"),
    )
    op.create_index(op.f("ix_inspections_worker_id"), "inspections", ["worker_id"])
    op.create_index(
        "ix_check_ins_received_at_precise",
        "check_ins",
        ["received_at"],
        postgresql_where=sa.text("accuracy_metres < 1000"),
    )
    _editions()
    _dropping()


def downgrade() -> None:
    op.execute("DROP FUNCTION shequ_drop_detached(text, date, date)")
    op.drop_table("custom_role_editions")
    op.drop_index("ix_check_ins_received_at_precise", "check_ins")
    op.drop_index(op.f("ix_inspections_worker_id"), "inspections")
    op.drop_index("ix_files_received_at_whole", "files")
    op.drop_column("files", "erased_at")
    op.drop_index("ix_workflow_steps_actor_id_noted", "workflow_steps")
    op.execute("DROP FUNCTION shequ_forget_words(text, uuid)")
    for table in OWN_WORDS:
        _guard(table, "")
    op.execute(REFUSING.replace("__EXCEPTION__", ""))


def _guard(table: str, argument: str) -> None:
    op.execute(f"DROP TRIGGER refuse_change ON {table}")
    op.execute(
        f"CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change({argument})"
    )


def _forgetting() -> None:
    # SECURITY DEFINER: the app role may not change these tables, and by this function nothing
    # else in them.
    branches = "".join(
        f"""
          WHEN '{table}' THEN
            UPDATE {table} SET {column} = '（已注销）'
              WHERE {owner} = person AND {column} <> '（已注销）';"""
        for table, (column, owner) in OWN_WORDS.items()
    )
    op.execute(f"""
        CREATE FUNCTION shequ_forget_words(written text, person uuid) RETURNS void
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
        BEGIN
          CASE written{branches}
          END CASE;
        END $$""")
    op.execute("REVOKE EXECUTE ON FUNCTION shequ_forget_words(text, uuid) FROM PUBLIC")


def _editions() -> None:
    op.create_table(
        "custom_role_editions",
        sa.Column("role_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("permissions", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["role_id"], ["custom_roles.id"], name=op.f("fk_custom_role_editions_role_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["persons.id"], name=op.f("fk_custom_role_editions_made_by_id")
        ),
        sa.PrimaryKeyConstraint("role_id", "version", name=op.f("pk_custom_role_editions")),
    )
    # What they were before is not known; what they are now is.
    op.execute(
        "INSERT INTO custom_role_editions SELECT id, version, title, permissions,"
        " retired_at IS NOT NULL, changed_at, changed_by_id FROM custom_roles"
    )
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON custom_role_editions "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _dropping() -> None:
    # Only what was once a month of a table and is none any more, as `shequ_detach_partition` left
    # it; its floors are older than what it let go. The audit log is never detached.
    op.execute("""
        CREATE FUNCTION shequ_drop_detached(parent text, month date, older_than date) RETURNS boolean
        LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
        SET lock_timeout = '1s' AS $$
        DECLARE
          part text := parent || '_p' || to_char(month, 'YYYYMM');
          floor_months int := CASE WHEN parent IN ('access_log', 'events') THEN 36 ELSE 6 END;
        BEGIN
          PERFORM 1 FROM pg_partitioned_table p JOIN pg_class c ON c.oid = p.partrelid
            JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relname = parent;
          IF NOT FOUND OR parent = 'audit_log' THEN
            RAISE EXCEPTION 'not to be dropped';
          END IF;
          IF month >= older_than OR month <> date_trunc('month', month)
            OR month > date_trunc('month', now()) - make_interval(months => floor_months) THEN
            RAISE EXCEPTION 'too young to be dropped';
          END IF;
          PERFORM 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'public' AND c.relname = part AND c.relkind = 'r'
              AND NOT c.relispartition;
          IF NOT FOUND THEN
            RETURN false;
          END IF;
          EXECUTE format('DROP TABLE %I', part);
          RETURN true;
        END $$""")
    op.execute("REVOKE EXECUTE ON FUNCTION shequ_drop_detached(text, date, date) FROM PUBLIC")
