"""Services of 码上办, their editions."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0084"
down_revision: str | None = "0083"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


SERVICES, EDITIONS = "services", "service_editions"
INSTANT, TEXT, NUMBER = sa.DateTime(timezone=True), sa.Text(), sa.Integer()
WORDS = postgresql.ARRAY(sa.Text())
PLACES, PERSONS = "places", "persons"
LISTED_BY = ("city_id", "district_id", "subdistrict_id", "community_id")


def upgrade() -> None:
    _services()
    _editions()
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {EDITIONS} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def downgrade() -> None:
    op.drop_table(EDITIONS)
    op.drop_table(SERVICES)


def _col(name: str, kind: Any, *, nullable: bool = False) -> Any:
    return sa.Column(name, kind, nullable=nullable)


def _refer(table: str, name: str, target: str, *, nullable: bool = False) -> list[Any]:
    return [
        sa.Column(name, sa.Uuid(), nullable=nullable),
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}")),
    ]


def _check(table: str, name: str, rule: str) -> Any:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, name: str, columns: list[str], where: str | None = None) -> None:
    given = {} if where is None else {"postgresql_where": sa.text(where)}
    op.create_index(op.f(f"ix_{table}_{name}"), table, columns, **given)


def _services() -> None:
    op.create_table(
        SERVICES,
        _col("version", NUMBER),
        *_refer(SERVICES, "place_id", PLACES),
        *_refer(SERVICES, "city_id", PLACES),
        *_refer(SERVICES, "district_id", PLACES, nullable=True),
        *_refer(SERVICES, "subdistrict_id", PLACES, nullable=True),
        *_refer(SERVICES, "community_id", PLACES, nullable=True),
        _col("state", TEXT),
        _col("draft", postgresql.JSONB()),
        _col("drafted_at", INSTANT),
        *_refer(SERVICES, "drafted_by_id", PERSONS),
        _col("edition", NUMBER),
        _col("published", postgresql.JSONB(), nullable=True),
        _col("published_at", INSTANT, nullable=True),
        _col("withdrawn_at", INSTANT, nullable=True),
        _col("withdrawal_reason", TEXT, nullable=True),
        _col("title", TEXT),
        _col("provider", TEXT),
        _col("theme", TEXT),
        _col("applicants", WORDS),
        _col("position", NUMBER),
        _col("terms", WORDS),
        _col("made_at", INSTANT),
        *_refer(SERVICES, "made_by_id", PERSONS),
        _col("id", sa.Uuid()),
        _check(SERVICES, "state", "state IN ('draft', 'published', 'withdrawn')"),
        _check(SERVICES, "editions", "(published IS NULL) = (edition = 0)"),
        _check(SERVICES, "published", "(state = 'draft') = (edition = 0)"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{SERVICES}")),
    )
    for column in LISTED_BY:
        _index(SERVICES, f"{column}_page", [column, "made_at", "id"])
    offered = "state = 'published'"
    _index(SERVICES, "place_id_offered", ["place_id", "position", "id"], offered)
    for column in ("made_by_id", "drafted_by_id"):
        _index(SERVICES, column, [column])


def _editions() -> None:
    op.create_table(
        EDITIONS,
        *_refer(EDITIONS, "service_id", SERVICES),
        _col("number", NUMBER),
        _col("guide", postgresql.JSONB()),
        *_refer(EDITIONS, "form_version_id", "form_versions", nullable=True),
        _col("published_at", INSTANT),
        *_refer(EDITIONS, "published_by_id", PERSONS),
        sa.PrimaryKeyConstraint("service_id", "number", name=op.f(f"pk_{EDITIONS}")),
    )
    _index(EDITIONS, "published_by_id", ["published_by_id"])
    named = "form_version_id IS NOT NULL"
    _index(EDITIONS, "form_version_id", ["form_version_id"], named)
