"""Trails that are bound step to step and sealed by day; substates and labels of tickets."""

import hashlib
import json
import os
from collections.abc import Sequence
from datetime import UTC
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0056"
down_revision: str | None = "0055"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SEALING = ("salt", "words_digest", "hash")
CASES_AT_ONCE = 2_000
REFUSING = """
    CREATE OR REPLACE FUNCTION shequ_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE gone jsonb;
    BEGIN
      IF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN
        gone := jsonb_build_object(TG_ARGV[0], '（已注销）');
        __SALT__
        IF to_jsonb(OLD) ->> TG_ARGV[0] IS NOT NULL AND to_jsonb(NEW) = to_jsonb(OLD) || gone THEN
          RETURN NEW;
        END IF;
      END IF;
      RAISE EXCEPTION 'rows of % are never changed', TG_TABLE_NAME;
    END $$"""
BUT_SALT = """IF TG_NARGS > 1 THEN
          gone := gone || jsonb_build_object(TG_ARGV[1], NULL);
        END IF;"""
"""The words of a trigger that names a second column go with what that holds: their salt."""
FORGETTING = """
    CREATE OR REPLACE FUNCTION shequ_forget_words(written text, person uuid) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    BEGIN
      CASE written
        WHEN 'workflow_steps' THEN
          UPDATE workflow_steps SET note = '（已注销）'__SALT__
            WHERE actor_id = person AND note <> '（已注销）';
        WHEN 'charity_donations' THEN
          UPDATE charity_donations SET message = '（已注销）'
            WHERE donor_id = person AND message <> '（已注销）';
      END CASE;
    END $$"""
FORGETTING_UNSIGNED = """
    CREATE OR REPLACE FUNCTION shequ_forget_unsigned(cases uuid[]) RETURNS void
    LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
      UPDATE workflow_steps SET note = '（已注销）'__SALT__
        WHERE case_id = ANY (cases) AND actor_id IS NULL AND note <> '（已注销）';
    $$"""

FOLLOWING = """
    CREATE OR REPLACE FUNCTION shequ_copy_ticket_state() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      NEW.state := coalesce(
        (SELECT state FROM workflow_cases WHERE id = NEW.case_id), NEW.state);__SUBSTATE__
      RETURN NEW;
    END $$"""
LEAVING = " IF NEW.state <> OLD.state THEN NEW.substate_id := NULL; END IF;"
"""Of 0054: whichever way a state is left, its substate is left with it."""
BROAD = ("city_id", "district_id", "subdistrict_id", "community_id")

STEPS = sa.table(
    "workflow_steps",
    *(sa.column(name, sa.Uuid()) for name in ("id", "case_id", "district_id", "actor_id")),
    *(sa.column(name, sa.Text()) for name in ("step", "from_state", "to_state", "note")),
    sa.column("number", sa.Integer()),
    sa.column("taken_at", sa.DateTime(timezone=True)),
    sa.column("facts", postgresql.JSONB()),
    *(sa.column(name, sa.LargeBinary()) for name in (*SEALING, "words_salt")),
)
CASES = sa.table(
    "workflow_cases",
    sa.column("id", sa.Uuid()),
    sa.column("head", sa.LargeBinary()),
)


def upgrade() -> None:
    _columns()
    op.execute("ALTER TABLE workflow_steps DISABLE TRIGGER refuse_change")
    _bind_all()
    op.execute("ALTER TABLE workflow_steps ENABLE TRIGGER refuse_change")
    for column in SEALING:
        op.alter_column("workflow_steps", column, nullable=False)
    op.create_index(
        op.f("ix_workflow_steps_taken_at"), "workflow_steps", ["taken_at"], postgresql_using="brin"
    )
    op.execute(REFUSING.replace("__SALT__", BUT_SALT))
    _guard("workflow_steps", "'note', 'words_salt'")
    for function in (FORGETTING, FORGETTING_UNSIGNED):
        op.execute(function.replace("__SALT__", ", words_salt = NULL"))
    _seals()
    _substates()
    _labels()


def downgrade() -> None:
    op.execute("DROP TRIGGER labels_follow ON tickets")
    op.execute("DROP FUNCTION shequ_labels_follow()")
    op.drop_table("ticket_label_uses")
    op.drop_table("ticket_labels")
    op.execute(FOLLOWING.replace("__SUBSTATE__", ""))
    for column in BROAD:
        op.drop_index(f"ix_tickets_{column}_substate", "tickets")
    op.drop_column("tickets", "substate_id")
    for table in ("ticket_substate_changes", "ticket_substate_editions", "ticket_substates"):
        op.drop_table(table)
    op.drop_table("workflow_seals")
    for function in (FORGETTING, FORGETTING_UNSIGNED):
        op.execute(function.replace("__SALT__", ""))
    _guard("workflow_steps", "'note'")
    op.execute(REFUSING.replace("__SALT__", ""))
    op.drop_index(op.f("ix_workflow_steps_taken_at"), "workflow_steps")
    for column in (*SEALING, "words_salt"):
        op.drop_column("workflow_steps", column)
    op.drop_column("workflow_cases", "head")


def _columns() -> None:
    for column in (*SEALING, "words_salt"):
        op.add_column("workflow_steps", sa.Column(column, sa.LargeBinary(), nullable=True))
    op.add_column("workflow_cases", sa.Column("head", sa.LargeBinary(), nullable=True))


def _guard(table: str, arguments: str) -> None:
    op.execute(f"DROP TRIGGER refuse_change ON {table}")
    op.execute(
        f"CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change({arguments})"
    )


def _bind_all() -> None:
    """Every step that there is, as it stands today: what was done to it before nobody can prove."""
    connection = op.get_bind()
    ids = sa.select(CASES.c.id).order_by(CASES.c.id).limit(CASES_AT_ONCE)
    after: Any = None
    while batch := list(
        connection.scalars(ids if after is None else ids.where(CASES.c.id > after))
    ):
        after = batch[-1]
        names = ("id", "case_id", "district_id", "actor_id", "step", "from_state", "to_state")
        columns = [STEPS.c[name] for name in (*names, "note", "number", "taken_at", "facts")]
        rows = connection.execute(
            sa.select(*columns)
            .where(STEPS.c.case_id.in_(batch))
            .order_by(STEPS.c.case_id, STEPS.c.number, STEPS.c.taken_at)
        ).all()
        steps, cases = [], []
        for case_id, group in groupby(rows, lambda row: row.case_id):
            head = bytes(32)
            for row in group:
                steps.append(_bound(head, row))
                head = steps[-1]["hash"]
            cases.append({"of_id": case_id, "head": head})
        if steps:
            _write(connection, steps, cases)


def _write(connection: Any, steps: list[dict[str, Any]], cases: list[dict[str, Any]]) -> None:
    of_step = (STEPS.c.id == sa.bindparam("of_id"), STEPS.c.taken_at == sa.bindparam("of_at"))
    values = {name: sa.bindparam(name) for name in (*SEALING, "words_salt")}
    connection.execute(sa.update(STEPS).where(*of_step).values(values), steps)
    moved = sa.update(CASES).where(CASES.c.id == sa.bindparam("of_id"))
    connection.execute(moved.values(head=sa.bindparam("head")), cases)


def _bound(previous: bytes, row: Any) -> dict[str, Any]:
    """The form `shequ-trail/1`, as it was when this was written."""
    salt, words_salt = os.urandom(16), os.urandom(16)
    actor = str(row.actor_id) if row.actor_id else None
    plain = [str(row.id), str(row.district_id), actor, row.facts]
    text = json.dumps(plain, separators=(",", ":"), sort_keys=True)
    record = hashlib.sha256(salt + text.encode()).digest()
    note = b"" if row.note is None else b"=" + row.note.encode()
    words = hashlib.sha256(words_salt + note).digest()
    lines = (
        *("shequ-trail/1", previous.hex(), str(row.case_id), str(row.number)),
        *(row.step, row.from_state or "-", row.to_state),
        row.taken_at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
        *(record.hex(), words.hex()),
    )
    return {
        "of_id": row.id,
        "of_at": row.taken_at,
        "salt": salt,
        # A note that was forgotten before is bound as it reads now, and keeps no secret.
        "words_salt": words_salt,
        "words_digest": words,
        "hash": hashlib.sha256("\n".join(lines).encode()).digest(),
    }


def _seals() -> None:
    table = "workflow_seals"
    op.create_table(
        table,
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("sealed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("heads", sa.LargeBinary(), nullable=False),
        sa.Column("entry_id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_workflow_seals")),
    )
    op.create_index(op.f("ix_workflow_seals_day"), table, ["day"])
    _refuse_change(table)


def _refuse_change(table: str) -> None:
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _words(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Text(), nullable=name.startswith("public_")) for name in names]


def _what_it_is() -> list[sa.Column]:
    """What an edition keeps of a substate."""
    return [
        *_words("title", "public_title"),
        sa.Column("needs_note", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("opening", sa.Boolean(), nullable=False),
        sa.Column("after", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
    ]


def _substates() -> None:
    table = "ticket_substates"
    op.create_table(
        table,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        *_words("state", "code"),
        *_what_it_is(),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.CheckConstraint(
            "state IN ('submitted', 'accepted', 'resolving')", name=op.f(f"ck_{table}_state")
        ),
        _refers(table, "place_id", "places.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "made_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "place_id", "state", "code", name=op.f(f"uq_{table}_place_id_state_code")
        ),
    )
    op.create_index(op.f(f"ix_{table}_made_by_id"), table, ["made_by_id"])
    op.create_index(f"ix_{table}_place_id_page", table, ["place_id", "position", "id"])
    table = "ticket_substate_editions"
    op.create_table(
        table,
        sa.Column("substate_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        *_what_it_is(),
        sa.Column("retired", sa.Boolean(), nullable=False),
        _refers(table, "substate_id", "ticket_substates.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "made_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("substate_id", "version", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_made_by_id"), table, ["made_by_id"])
    _refuse_change(table)
    _changes()
    op.add_column("tickets", sa.Column("substate_id", sa.Uuid(), nullable=True))
    for column in BROAD:
        op.create_index(
            f"ix_tickets_{column}_substate",
            "tickets",
            [column, "substate_id", "created_at", "id"],
            postgresql_where=sa.text("substate_id IS NOT NULL"),
        )
    op.execute(FOLLOWING.replace("__SUBSTATE__", LEAVING))


def _changes() -> None:
    table = "ticket_substate_changes"
    op.create_table(
        table,
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("step_number", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("substate_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("set_by_id", sa.Uuid(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        _refers(table, "ticket_id", "tickets.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "set_by_id", "persons.id"),
        sa.ForeignKeyConstraint(
            ["substate_id", "version"],
            ["ticket_substate_editions.substate_id", "ticket_substate_editions.version"],
            name=op.f(f"fk_{table}_substate_id_version"),
        ),
        sa.PrimaryKeyConstraint("ticket_id", "step_number", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_set_by_id"), table, ["set_by_id"])
    op.create_index(op.f(f"ix_{table}_substate_id_version"), table, ["substate_id", "version"])


def _labels() -> None:
    table = "ticket_labels"
    op.create_table(
        table,
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        *_words("title"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        _refers(table, "place_id", "places.id"),
        _refers(table, "district_id", "places.id"),
        _refers(table, "made_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_made_by_id"), table, ["made_by_id"])
    op.create_index(f"ix_{table}_place_id_page", table, ["place_id", "made_at", "id"])
    op.create_index(
        f"uq_{table}_live",
        table,
        ["place_id", "title"],
        unique=True,
        postgresql_where=sa.text("retired_at IS NULL"),
    )
    table = "ticket_label_uses"
    op.create_table(
        table,
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("label_id", sa.Uuid(), nullable=False),
        *(sa.Column(column, sa.Uuid(), nullable=False) for column in BROAD),
        sa.Column("put_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("put_by_id", sa.Uuid(), nullable=False),
        _refers(table, "ticket_id", "tickets.id"),
        _refers(table, "label_id", "ticket_labels.id"),
        *(_refers(table, column, "places.id") for column in BROAD),
        _refers(table, "put_by_id", "persons.id"),
        sa.PrimaryKeyConstraint("ticket_id", "label_id", name=op.f(f"pk_{table}")),
    )
    for column in ("label_id", "put_by_id"):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])
    for column in BROAD:
        op.create_index(
            f"ix_{table}_{column}_page", table, [column, "label_id", "put_at", "ticket_id"]
        )
    _labels_follow()


def _labels_follow() -> None:
    """Labels lie where their tickets do, whoever moves these."""
    moved = ", ".join(f"{column} = NEW.{column}" for column in BROAD)
    op.execute(f"""
        CREATE FUNCTION shequ_labels_follow() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE ticket_label_uses SET {moved} WHERE ticket_id = NEW.id;
          RETURN NULL;
        END $$""")
    old, new = (", ".join(f"{row}.{column}" for column in BROAD) for row in ("OLD", "NEW"))
    op.execute(
        f"CREATE TRIGGER labels_follow AFTER UPDATE OF {', '.join(BROAD)} ON tickets FOR EACH ROW"
        f" WHEN (ROW({old}) IS DISTINCT FROM ROW({new})) EXECUTE FUNCTION shequ_labels_follow()"
    )
