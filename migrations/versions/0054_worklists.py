"""Numbers, states and words of tickets: what worklists and searches read."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0054"
down_revision: str | None = "0053"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

BROAD = ("city_id", "district_id", "subdistrict_id", "community_id")
SCOPES = (*BROAD, "compound_id", "building_id", "general_grid_id", "micro_grid_id")
WORKED_BY = (*BROAD, "compound_id", "general_grid_id", "micro_grid_id", "assignee_id")
ASKED_OF_OPEN = ["state", "service_code", "assignee_id", "created_at"]
AT_ONCE = 20_000

# Damm's quasigroup of order 10 (2004): finds each mistyped digit and each swap of neighbours.
DAMM = (
    "0317598642709215486342068713591750983426612304597836742095815869720134894536201794386172"
    "052581436790"
)


def upgrade() -> None:
    # All tickets are gone through, a part at a time, and the indexes are of all of them.
    op.execute("SET LOCAL statement_timeout = '30min'")
    _numbers()
    _states()
    _words()
    for column in BROAD:
        op.create_index(
            f"ix_tickets_{column}_state", "tickets", [column, "state", "created_at", "id"]
        )
        op.create_index(
            f"ix_tickets_{column}_service",
            "tickets",
            [column, "service_code", "state", "created_at", "id"],
        )

    _due(ASKED_OF_OPEN)


def downgrade() -> None:
    _due([])
    for column in BROAD:
        op.drop_index(f"ix_tickets_{column}_service", "tickets")
        op.drop_index(f"ix_tickets_{column}_state", "tickets")
    op.execute("DROP TRIGGER words_said ON tickets")
    op.execute("DROP TRIGGER words_changed ON tickets")
    op.execute("DROP FUNCTION shequ_keep_ticket_words()")
    op.drop_table("ticket_words")
    op.execute("DROP FUNCTION shequ_search_tokens(text, timestamptz, uuid[])")
    op.execute("DROP FUNCTION shequ_search_plain(text)")
    op.execute("DROP TRIGGER tickets_follow ON workflow_cases")
    op.execute("DROP FUNCTION shequ_tickets_follow()")
    op.execute("DROP TRIGGER copy_state ON tickets")
    op.execute("DROP FUNCTION shequ_copy_ticket_state()")
    op.execute("DROP TRIGGER number_ticket ON tickets")
    op.execute("DROP FUNCTION shequ_number_ticket()")
    op.execute("DROP FUNCTION shequ_ticket_number(timestamptz, integer)")
    op.execute("DROP SEQUENCE ticket_serials")
    op.drop_constraint(op.f("uq_tickets_number"), "tickets")
    op.drop_column("tickets", "state")
    op.drop_column("tickets", "number")


def _numbers() -> None:
    op.add_column("tickets", sa.Column("number", sa.Text(), nullable=True))
    op.add_column("tickets", sa.Column("state", sa.Text(), nullable=True))
    # A number comes again after a million: never on the same day.
    op.execute("CREATE SEQUENCE ticket_serials AS integer MINVALUE 0 MAXVALUE 999999 CYCLE")
    op.execute(f"""
        CREATE FUNCTION shequ_ticket_number(filed_at timestamptz, serial integer) RETURNS text
        LANGUAGE plpgsql STABLE AS $$
        DECLARE
          bare text := to_char(filed_at AT TIME ZONE INTERVAL '8 hours', 'YYMMDD')
            || lpad(serial::text, 6, '0');
          interim integer := 0;
        BEGIN
          FOR place IN 1 .. 12 LOOP
            interim := substr('{DAMM}',
              interim * 10 + substr(bare, place, 1)::integer + 1, 1)::integer;
          END LOOP;
          RETURN substr(bare, 1, 6) || '-' || substr(bare, 7) || '-' || interim;
        END $$""")
    _in_parts(
        "UPDATE tickets t SET state = c.state,"
        " number = shequ_ticket_number(t.created_at, nextval('ticket_serials')::integer)"
        " FROM workflow_cases c WHERE c.id = t.case_id AND t.id IN (SELECT id FROM tickets"
        f" WHERE number IS NULL ORDER BY created_at, id LIMIT {AT_ONCE})"
    )
    op.alter_column("tickets", "number", nullable=False)
    op.alter_column("tickets", "state", nullable=False)
    op.create_unique_constraint(op.f("uq_tickets_number"), "tickets", ["number"])


def _states() -> None:
    op.execute("""
        CREATE FUNCTION shequ_number_ticket() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.number := shequ_ticket_number(
            NEW.created_at, nextval('ticket_serials')::integer);
          NEW.state := coalesce(
            (SELECT state FROM workflow_cases WHERE id = NEW.case_id), NEW.state);
          RETURN NEW;
        END $$""")
    op.execute(
        "CREATE TRIGGER number_ticket BEFORE INSERT ON tickets"
        " FOR EACH ROW EXECUTE FUNCTION shequ_number_ticket()"
    )
    # Whatever is written to a ticket takes the state along: the row is written once for a step.
    op.execute("""
        CREATE FUNCTION shequ_copy_ticket_state() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          NEW.state := coalesce(
            (SELECT state FROM workflow_cases WHERE id = NEW.case_id), NEW.state);
          RETURN NEW;
        END $$""")
    op.execute(
        "CREATE TRIGGER copy_state BEFORE UPDATE ON tickets"
        " FOR EACH ROW EXECUTE FUNCTION shequ_copy_ticket_state()"
    )
    # A step that writes nothing to the ticket: before the commit, which is when lists see either.
    op.execute("""
        CREATE FUNCTION shequ_tickets_follow() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          UPDATE tickets t SET state = c.state FROM workflow_cases c
            WHERE c.id = NEW.id AND t.case_id = NEW.id AND t.state IS DISTINCT FROM c.state;
          RETURN NULL;
        END $$""")
    op.execute(
        "CREATE CONSTRAINT TRIGGER tickets_follow AFTER UPDATE OF state ON workflow_cases"
        " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW"
        " WHEN (NEW.flow = 'ticket' AND NEW.state IS DISTINCT FROM OLD.state)"
        " EXECUTE FUNCTION shequ_tickets_follow()"
    )


def _words() -> None:
    op.create_table(
        "ticket_words",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        *(sa.Column(column, sa.Uuid(), nullable=column not in BROAD) for column in SCOPES),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_words_ticket_id")
        ),
        sa.PrimaryKeyConstraint("ticket_id", name=op.f("pk_ticket_words")),
    )
    # Full width is half width, and capitals are small: only those of ASCII, whatever the locale.
    op.execute("""
        CREATE FUNCTION shequ_search_plain(said text) RETURNS text
        LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
        RETURN lower(normalize(said, NFKC) COLLATE "C")""")
    # Each pair of neighbours, the week since 1970 (it begins on a Thursday), and each scope.
    op.execute("""
        CREATE FUNCTION shequ_search_tokens(words text, said_at timestamptz, VARIADIC scopes uuid[])
        RETURNS text[] LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
        BEGIN
          RETURN ARRAY(
            SELECT DISTINCT pair FROM (
              SELECT sign || lead(sign) OVER (ORDER BY place) AS pair
              FROM unnest(string_to_array(words, NULL)) WITH ORDINALITY AS each (sign, place)
            ) AS pairs WHERE pair !~ '[[:space:]]'
          ) || ('w' || floor(extract(epoch FROM said_at) / 604800)::integer)
            || array_remove(scopes, NULL)::text[];
        END $$""")
    columns = ", ".join(SCOPES)
    op.execute(f"""
        CREATE FUNCTION shequ_keep_ticket_words() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          INSERT INTO ticket_words (ticket_id, {columns}, created_at, words)
          VALUES (NEW.id, {", ".join(f"NEW.{column}" for column in SCOPES)}, NEW.created_at,
            shequ_search_plain(NEW.text))
          ON CONFLICT (ticket_id) DO UPDATE SET words = EXCLUDED.words,
            {", ".join(f"{column} = EXCLUDED.{column}" for column in SCOPES)};
          RETURN NULL;
        END $$""")
    op.execute(
        "CREATE TRIGGER words_said AFTER INSERT ON tickets"
        " FOR EACH ROW EXECUTE FUNCTION shequ_keep_ticket_words()"
    )
    watched = ("text", *SCOPES)
    old, new = (", ".join(f"{row}.{name}" for name in watched) for row in ("OLD", "NEW"))
    op.execute(
        f"CREATE TRIGGER words_changed AFTER UPDATE OF {', '.join(watched)} ON tickets FOR EACH ROW"
        f" WHEN (ROW({old}) IS DISTINCT FROM ROW({new}))"
        " EXECUTE FUNCTION shequ_keep_ticket_words()"
    )
    _in_parts(
        f"INSERT INTO ticket_words (ticket_id, {columns}, created_at, words)"
        f" SELECT id, {columns}, created_at, shequ_search_plain(text) FROM tickets t WHERE NOT"
        " EXISTS (SELECT FROM ticket_words w WHERE w.ticket_id = t.id)"
        f" ORDER BY created_at, id LIMIT {AT_ONCE}"
    )
    op.create_index(
        "ix_ticket_words_tokens",
        "ticket_words",
        [sa.text(f"shequ_search_tokens(words, created_at, {columns})")],
        postgresql_using="gin",
        # What waits in a list beside the index would be gone through by each search.
        postgresql_with={"fastupdate": "off"},
    )


def _due(include: list[str]) -> None:
    for column in WORKED_BY:
        op.drop_index(f"ix_tickets_{column}_due", "tickets")
        op.create_index(
            f"ix_tickets_{column}_due",
            "tickets",
            [column, "due_at", "id"],
            postgresql_include=include,
            postgresql_where=sa.text("ended_at IS NULL"),
        )


def _in_parts(statement: str) -> None:
    while op.get_bind().execute(sa.text(statement)).rowcount:
        pass
