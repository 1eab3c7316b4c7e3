"""What a merged ticket waited for; editions of incidents, their planned end, and moved links."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0058"
down_revision: str | None = "0057"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

AWAITED = ("awaited_place", "awaited_service", "awaited_arbitration")
STATES = "'published', 'resolved', 'cancelled'"
RESULTS = "'settled', 'left', 'released'"
FIRST = """
    INSERT INTO incident_editions (incident_id, number, district_id, title, answer, starts_at,
                                   ends_at, area_names, made_by_id, made_at)
    SELECT i.id, 1, i.district_id, i.title, i.answer, i.starts_at, i.ends_at,
           coalesce((SELECT array_agg(coalesce(p.full_name, g.name) ORDER BY a.id)
                     FROM incident_areas a
                     LEFT JOIN places p ON p.id = a.place_id
                     LEFT JOIN grids g ON g.id = a.grid_id
                     WHERE a.incident_id = i.id), '{}'),
           i.published_by_id, i.published_at
    FROM incidents i"""
"""What was published before has one edition: the present one."""

QUEUED = """
    UPDATE jobs SET facts = facts || jsonb_build_object(
        'what', 'linked', 'at', run_at, 'person_ids',
        (SELECT coalesce(jsonb_agg(DISTINCT each), '[]') FROM jsonb_array_elements(
            jsonb_build_array(facts -> 'reporter_id', facts -> 'filed_by_id')) each
         WHERE jsonb_typeof(each) = 'string'))
    WHERE name = 'inbox.incident_answered'"""
"""Who is still to be told of a link is told by the fact that names persons."""


def upgrade() -> None:
    for column in AWAITED:
        op.add_column(
            "ticket_merges",
            sa.Column(column, sa.Boolean(), server_default="false", nullable=False),
        )
    _incidents()
    _editions()
    _links()
    op.execute(QUEUED)


def downgrade() -> None:
    op.execute("UPDATE incident_links SET result = 'released' WHERE result = 'moved'")
    _check("incident_links", "result", f"result IN ({RESULTS})")
    op.drop_constraint(op.f("fk_incident_links_linked_by_id"), "incident_links", type_="foreignkey")
    for column in ("told_edition", "linked_by_id"):
        op.drop_column("incident_links", column)
    op.drop_table("incident_editions")
    op.drop_index("ix_incidents_ending", "incidents")
    op.execute("UPDATE incidents SET state = 'cancelled' WHERE state = 'lapsed'")
    _check("incidents", "state", f"state IN ({STATES})")
    for column in ("overdue_at", "told_edition", "edition"):
        op.drop_column("incidents", column)
    for column in reversed(AWAITED):
        op.drop_column("ticket_merges", column)


def _check(table: str, name: str, condition: str) -> None:
    op.drop_constraint(op.f(f"ck_{table}_{name}"), table, type_="check")
    op.create_check_constraint(op.f(f"ck_{table}_{name}"), table, condition)


def _incidents() -> None:
    for column in ("edition", "told_edition"):
        op.add_column(
            "incidents", sa.Column(column, sa.Integer(), server_default="1", nullable=False)
        )
    op.add_column("incidents", sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True))
    _check("incidents", "state", f"state IN ({STATES}, 'lapsed')")
    op.create_index(
        "ix_incidents_ending",
        "incidents",
        ["ends_at", "id"],
        postgresql_where=sa.text("state = 'published' AND ends_at IS NOT NULL"),
    )


def _editions() -> None:
    table = "incident_editions"
    op.create_table(
        table,
        sa.Column("incident_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("area_names", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("made_by_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f(f"fk_{table}_district_id")
        ),
        sa.ForeignKeyConstraint(
            ["incident_id"], ["incidents.id"], name=op.f(f"fk_{table}_incident_id")
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["persons.id"], name=op.f(f"fk_{table}_made_by_id")
        ),
        sa.PrimaryKeyConstraint("incident_id", "number", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_made_by_id"), table, ["made_by_id"])
    op.execute(FIRST)
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _links() -> None:
    table = "incident_links"
    op.add_column(table, sa.Column("linked_by_id", sa.Uuid(), nullable=True))
    op.add_column(
        table, sa.Column("told_edition", sa.Integer(), server_default="1", nullable=False)
    )
    op.create_foreign_key(
        op.f(f"fk_{table}_linked_by_id"), table, "persons", ["linked_by_id"], ["id"]
    )
    _check(table, "result", f"result IN ({RESULTS}, 'moved')")
