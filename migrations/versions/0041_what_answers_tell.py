"""What answers tell the register, and what was known when they were written."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0041"
down_revision: str | None = "0040"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE, SEALED = "register_statements", "form_sealed_answers"
PLACES = ("city_id", "district_id", "subdistrict_id", "community_id", "compound_id", "building_id")
GRIDS = ("general_grid_id", "micro_grid_id", "made_grid_id")
NEEDED = frozenset({"city_id", "district_id", "subdistrict_id", "community_id"})
WALLS = (*PLACES, "general_grid_id", "micro_grid_id")


def upgrade() -> None:
    op.add_column(
        "form_submissions",
        sa.Column("based_on", postgresql.JSONB(astext_type=sa.Text()), nullable=True),
    )
    _sealed_answers()
    op.create_table(
        TABLE,
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
        *_located(),
        *_said(),
        *_known_before(),
        _column("decided_at", sa.DateTime(timezone=True)),
        *_refer("decided_by_id", "persons"),
        _column("note", sa.Text()),
        sa.CheckConstraint(
            "num_nonnulls(entry_id, premises_id) <= 1", name=op.f(f"ck_{TABLE}_one_subject")
        ),
        sa.CheckConstraint(
            "(decided_by_id IS NULL) OR (decided_at IS NOT NULL)", name=op.f(f"ck_{TABLE}_decided")
        ),
    )
    _indexes()
    _wall()


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_table(SEALED)
    op.drop_column("form_submissions", "based_on")


def _sealed_answers() -> None:
    op.create_table(
        SEALED,
        sa.Column("submission_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_id"],
            ["form_submissions.id"],
            name=op.f(f"fk_{SEALED}_submission_id"),
        ),
        sa.ForeignKeyConstraint(
            ["district_id"], ["places.id"], name=op.f(f"fk_{SEALED}_district_id")
        ),
        sa.PrimaryKeyConstraint("submission_id", "number", name=op.f(f"pk_{SEALED}")),
        sa.CheckConstraint("number >= 1", name=op.f(f"ck_{SEALED}_counted")),
    )


def _column(name: str, kind: Any, *, needed: bool = False) -> sa.Column[Any]:
    return sa.Column(name, kind, nullable=not needed)


def _refer(name: str, target: str, *, needed: bool = False) -> list[Any]:
    return [
        _column(name, sa.Uuid(), needed=needed),
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{TABLE}_{name}")),
    ]


def _located() -> list[Any]:
    columns = [item for name in PLACES for item in _refer(name, "places", needed=name in NEEDED)]
    columns += [item for name in GRIDS for item in _refer(name, "grids")]
    return [*columns, *_refer("place_id", "places", needed=True)]


def _said() -> list[Any]:
    return [
        *_refer("submission_id", "form_submissions", needed=True),
        _column("answers_number", sa.Integer(), needed=True),
        _column("pointer", sa.Text(), needed=True),
        _column("subject", sa.Text(), needed=True),
        _column("key", sa.Text(), needed=True),
        *_refer("entry_id", "register_people"),
        *_refer("premises_id", "register_premises"),
        *_refer("worker_id", "persons", needed=True),
        _column("said", sa.Text(), needed=True),
        _column("observed_at", sa.DateTime(timezone=True), needed=True),
        _column("told_at", sa.DateTime(timezone=True), needed=True),
        _column("outcome", sa.Text(), needed=True),
        _column("reason", sa.Text()),
    ]


def _known_before() -> list[Any]:
    return [
        _column("former_version", sa.Text()),
        _column("former_source", sa.Text()),
        _column("former_source_id", sa.Uuid()),
        _column("former_verified_at", sa.DateTime(timezone=True)),
        *_refer("former_verified_by_id", "persons"),
    ]


def _indexes() -> None:
    for column in ("community_id", "general_grid_id", "micro_grid_id"):
        name = f"ix_{TABLE}_{column}_told"
        op.create_index(name, TABLE, [column, "outcome", "told_at", "id"])
    op.create_index(f"ix_{TABLE}_micro_grid_id_whole", TABLE, ["micro_grid_id"])
    for column in ("building_id", "place_id", "submission_id"):
        op.create_index(op.f(f"ix_{TABLE}_{column}"), TABLE, [column])
    for column in ("entry_id", "premises_id"):
        op.create_index(
            op.f(f"ix_{TABLE}_{column}"),
            TABLE,
            [column],
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )
    op.create_index(
        f"ix_{TABLE}_district_id_conflict",
        TABLE,
        ["district_id", "id"],
        postgresql_where=sa.text("outcome = 'conflict'"),
    )
    op.create_index(
        f"uq_{TABLE}_live",
        TABLE,
        ["submission_id", "key", "entry_id", "premises_id"],
        unique=True,
        postgresql_where=sa.text("outcome <> 'withdrawn'"),
        postgresql_nulls_not_distinct=True,
    )


def _wall() -> None:
    """Rows of the scope that the transaction names; else none."""
    op.execute(f"ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY")
    scope = " OR ".join(
        f"{column} = (SELECT CASE current_setting('shequ.scope_column', true)"
        f" WHEN '{column}' THEN NULLIF(current_setting('shequ.scope_id', true), '')::uuid END)"
        for column in WALLS
    )
    op.execute(f"CREATE POLICY {TABLE}_seen ON {TABLE} FOR SELECT USING ({scope})")
    op.execute(f"CREATE POLICY {TABLE}_made ON {TABLE} FOR INSERT WITH CHECK ({scope})")
    op.execute(
        f"CREATE POLICY {TABLE}_changed ON {TABLE} FOR UPDATE USING ({scope}) WITH CHECK ({scope})"
    )
    op.execute(f"CREATE POLICY {TABLE}_removed ON {TABLE} FOR DELETE USING ({scope})")
