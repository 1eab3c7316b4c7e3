"""The register of people and housing, behind row-level security."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PLACES = ("city_id", "district_id", "subdistrict_id", "community_id", "compound_id", "building_id")
GRIDS = ("general_grid_id", "micro_grid_id", "made_grid_id")
NEEDED = frozenset({"city_id", "district_id", "subdistrict_id", "community_id"})
SCOPED_BY = ("community_id", "general_grid_id", "micro_grid_id")
LIVE = "ended_at IS NULL"

PEOPLE, OCCUPANCIES = "register_people", "register_occupancies"
PREMISES, FACTS = "register_premises", "register_facts"
HISTORY, CORRECTIONS, TALLIES = "register_history", "register_corrections", "register_tallies"
WALLED = (PEOPLE, OCCUPANCIES, PREMISES, FACTS, HISTORY, CORRECTIONS)
OWN = (PEOPLE, OCCUPANCIES, FACTS, CORRECTIONS)
"""Tables whose rows name their person, who may read them."""


def _column(name: str, kind: Any, *, needed: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=not needed)


def _refer(table: str, name: str, target: str, *, needed: bool = False) -> list[Any]:
    return [
        _column(name, sa.Uuid(), needed=needed),
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}")),
    ]


def _located(table: str) -> list[Any]:
    columns = [
        item for name in PLACES for item in _refer(table, name, "places", needed=name in NEEDED)
    ]
    columns += [item for name in GRIDS for item in _refer(table, name, "grids")]
    return [*columns, *_refer(table, "place_id", "places", needed=True)]


def _came_from(table: str) -> list[Any]:
    return [
        _column("source", sa.Text(), needed=True),
        _column("source_id", sa.Uuid()),
        _column("verified_at", sa.DateTime(timezone=True), needed=True),
        *_refer(table, "verified_by_id", "persons"),
    ]


def _sourced(table: str) -> list[Any]:
    return [
        *_came_from(table),
        _column("stale_on", sa.Date(), needed=True),
        _column("ended_at", sa.DateTime(timezone=True)),
    ]


def _key(table: str) -> list[Any]:
    return [
        _column("id", sa.Uuid(), needed=True),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, *columns: str, where: str | None = None) -> None:
    op.create_index(
        op.f(f"ix_{table}_{'_'.join(columns)}"),
        table,
        list(columns),
        postgresql_where=sa.text(where) if where else None,
    )


def _by_scope(table: str, order: str, where: str = LIVE) -> None:
    suffix = order.removesuffix("_on").removesuffix("_at")
    for column in SCOPED_BY:
        op.create_index(
            f"ix_{table}_{column}_{suffix}",
            table,
            [column, order, "id"],
            postgresql_where=sa.text(where),
        )


def _unique(name: str, table: str, columns: list[str], where: str, **options: Any) -> None:
    op.create_index(name, table, columns, unique=True, postgresql_where=sa.text(where), **options)


def upgrade() -> None:
    _people()
    _occupancies()
    _premises()
    _facts()
    _history()
    _corrections()
    _tallies()
    for table in WALLED:
        _index(table, "building_id")
        _wall(table)


def _wall(table: str) -> None:
    """Second wall: rows of the scope (or of the person) that the transaction names; else none.

    The settings are read once for each statement, and what is unset or empty opens nothing.
    """
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")
    scope = " OR ".join(
        f"{column} = (SELECT CASE current_setting('shequ.scope_column', true)"
        f" WHEN '{column}' THEN NULLIF(current_setting('shequ.scope_id', true), '')::uuid END)"
        for column in (*PLACES, *GRIDS[:2])
    )
    person = "person_id = (SELECT NULLIF(current_setting('shequ.person_id', true), '')::uuid)"
    seen = f"{scope} OR {person}" if table in OWN else scope
    asked = f"{scope} OR {person}" if table == CORRECTIONS else scope
    op.execute(f"CREATE POLICY {table}_seen ON {table} FOR SELECT USING ({seen})")
    op.execute(f"CREATE POLICY {table}_made ON {table} FOR INSERT WITH CHECK ({asked})")
    op.execute(
        f"CREATE POLICY {table}_changed ON {table} FOR UPDATE USING ({scope}) WITH CHECK ({scope})"
    )
    op.execute(f"CREATE POLICY {table}_removed ON {table} FOR DELETE USING ({scope})")


def _people() -> None:
    op.create_table(
        PEOPLE,
        *_refer(PEOPLE, "person_id", "persons"),
        _column("name_sealed", sa.LargeBinary()),
        _column("name_codes", postgresql.ARRAY(sa.Integer())),
        _column("phone_sealed", sa.LargeBinary()),
        _column("phone_index", sa.LargeBinary()),
        _column("id_number_sealed", sa.LargeBinary()),
        _column("id_number_index", sa.LargeBinary()),
        _column("born_sealed", sa.LargeBinary()),
        _column("cohort", sa.SmallInteger()),
        _column("sex", sa.SmallInteger(), needed=True),
        _column("created_at", sa.DateTime(timezone=True), needed=True),
        _column("erased_at", sa.DateTime(timezone=True)),
        *_key(PEOPLE),
        *_located(PEOPLE),
        *_sourced(PEOPLE),
        _check(PEOPLE, "sex", "sex IN (0, 1, 2, 9)"),
    )
    _by_scope(PEOPLE, "stale_on")
    _index(PEOPLE, "place_id")
    _index(PEOPLE, "district_id", "phone_index")
    _index(PEOPLE, "district_id", "id_number_index")
    _index(PEOPLE, "person_id", where="person_id IS NOT NULL")
    _unique(
        "uq_register_people_number",
        PEOPLE,
        ["place_id", "id_number_index"],
        "id_number_index IS NOT NULL",
    )


def _occupancies() -> None:
    op.create_table(
        OCCUPANCIES,
        *_refer(OCCUPANCIES, "entry_id", PEOPLE, needed=True),
        *_refer(OCCUPANCIES, "person_id", "persons"),
        _column("belonging", sa.Text(), needed=True),
        _column("household", sa.SmallInteger(), needed=True),
        _column("starts_on", sa.Date(), needed=True),
        _column("ends_on", sa.Date()),
        _column("successor_id", sa.Uuid()),
        *_key(OCCUPANCIES),
        *_located(OCCUPANCIES),
        *_sourced(OCCUPANCIES),
        _check(OCCUPANCIES, "some_days", "ends_on >= starts_on"),
        _check(OCCUPANCIES, "ended", "(ended_at IS NULL) = (ends_on IS NULL)"),
        _check(OCCUPANCIES, "household", "household BETWEEN 1 AND 99"),
    )
    _by_scope(OCCUPANCIES, "stale_on")
    _index(OCCUPANCIES, "place_id")
    _index(OCCUPANCIES, "entry_id")
    _index(OCCUPANCIES, "person_id", where="person_id IS NOT NULL")
    _unique("uq_register_occupancies_live", OCCUPANCIES, ["entry_id"], LIVE)


def _premises() -> None:
    op.create_table(
        PREMISES,
        _column("name", sa.Text(), needed=True),
        _column("kind", sa.Text(), needed=True),
        _column("credit_code", sa.Text()),
        _column("keeper_name_sealed", sa.LargeBinary()),
        _column("keeper_phone_sealed", sa.LargeBinary()),
        _column("created_at", sa.DateTime(timezone=True), needed=True),
        *_key(PREMISES),
        *_located(PREMISES),
        *_sourced(PREMISES),
    )
    _by_scope(PREMISES, "stale_on")
    _index(PREMISES, "place_id")
    _unique(
        "uq_register_premises_code",
        PREMISES,
        ["place_id", "credit_code"],
        f"{LIVE} AND credit_code IS NOT NULL",
    )


def _facts() -> None:
    op.create_table(
        FACTS,
        _column("key", sa.Text(), needed=True),
        *_refer(FACTS, "entry_id", PEOPLE),
        *_refer(FACTS, "premises_id", PREMISES),
        *_refer(FACTS, "person_id", "persons"),
        _column("value", postgresql.JSONB(astext_type=sa.Text())),
        _column("value_sealed", sa.LargeBinary()),
        _column("successor_id", sa.Uuid()),
        *_key(FACTS),
        *_located(FACTS),
        *_sourced(FACTS),
        _check(FACTS, "one_subject", "num_nonnulls(entry_id, premises_id) <= 1"),
        _check(FACTS, "one_value", "value IS NULL OR value_sealed IS NULL"),
    )
    _by_scope(FACTS, "stale_on")
    _index(FACTS, "entry_id", where="entry_id IS NOT NULL")
    _index(FACTS, "premises_id", where="premises_id IS NOT NULL")
    _index(FACTS, "person_id", where="person_id IS NOT NULL")
    _unique(
        "uq_register_facts_live",
        FACTS,
        ["place_id", "key", "entry_id", "premises_id"],
        LIVE,
        postgresql_nulls_not_distinct=True,
    )


def _history() -> None:
    op.create_table(
        HISTORY,
        *_refer(HISTORY, "entry_id", PEOPLE),
        *_refer(HISTORY, "premises_id", PREMISES),
        _column("former_sealed", sa.LargeBinary()),
        *_came_from(HISTORY),
        _column("replaced_at", sa.DateTime(timezone=True), needed=True),
        *_refer(HISTORY, "replaced_by_id", "persons"),
        *_key(HISTORY),
        *_located(HISTORY),
        _check(HISTORY, "one_subject", "num_nonnulls(entry_id, premises_id) = 1"),
    )
    _index(HISTORY, "community_id", "replaced_at", "id")
    _index(HISTORY, "micro_grid_id", "replaced_at", "id")
    _index(HISTORY, "entry_id")
    _index(HISTORY, "premises_id")


def _corrections() -> None:
    op.create_table(
        CORRECTIONS,
        *_refer(CORRECTIONS, "entry_id", PEOPLE, needed=True),
        *_refer(CORRECTIONS, "person_id", "persons", needed=True),
        _column("wanted_sealed", sa.LargeBinary()),
        _column("asked_at", sa.DateTime(timezone=True), needed=True),
        _column("decided_at", sa.DateTime(timezone=True)),
        *_refer(CORRECTIONS, "decided_by_id", "persons"),
        _column("accepted", sa.Boolean()),
        _column("reason", sa.Text()),
        *_key(CORRECTIONS),
        *_located(CORRECTIONS),
        _check(CORRECTIONS, "decided", "(decided_at IS NULL) = (accepted IS NULL)"),
        _check(CORRECTIONS, "reason", "accepted OR accepted IS NULL OR reason IS NOT NULL"),
    )
    _by_scope(CORRECTIONS, "asked_at", "decided_at IS NULL")
    _index(CORRECTIONS, "person_id", "asked_at", "id")
    _index(CORRECTIONS, "entry_id")
    _unique("uq_register_corrections_waiting", CORRECTIONS, ["entry_id"], "decided_at IS NULL")


def _tallies() -> None:
    op.create_table(
        TALLIES,
        *_refer(TALLIES, "micro_grid_id", "grids", needed=True),
        *_refer(TALLIES, "general_grid_id", "grids"),
        *[
            item
            for name in ("community_id", "subdistrict_id", "district_id", "city_id")
            for item in _refer(TALLIES, name, "places", needed=True)
        ],
        *[
            _column(name, sa.Integer(), needed=True)
            for name in ("people", "premises", "facts", "stale")
        ],
        _column("oldest_stale_on", sa.Date()),
        _column("counted_at", sa.DateTime(timezone=True), needed=True),
        sa.PrimaryKeyConstraint("micro_grid_id", name=op.f(f"pk_{TALLIES}")),
    )
    for column in ("general_grid_id", "community_id", "subdistrict_id", "district_id", "city_id"):
        _index(TALLIES, column, "micro_grid_id")


def downgrade() -> None:
    for table in (TALLIES, CORRECTIONS, HISTORY, FACTS, PREMISES, OCCUPANCIES, PEOPLE):
        op.drop_table(table)
