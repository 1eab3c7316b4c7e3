"""Needs, the pools that gather them, and what their members think of what was delivered."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0087"
down_revision: str | None = "0086"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CATEGORIES, NEEDS = "need_categories", "needs"
POOLS, MEMBERS, RATINGS = "need_pools", "need_pool_members", "need_pool_ratings"
INSTANT, TEXT, NUMBER, YES = sa.DateTime(timezone=True), sa.Text(), sa.Integer(), sa.Boolean()
DAY, FEN = sa.Date(), sa.BigInteger()
PLACES, PERSONS, GRIDS = "places", "persons", "grids"
LISTED_BY = ("district_id", "subdistrict_id", "community_id")
STATES = ("gathering", "closed", "lapsed", "ordered", "delivered", "done", "cancelled")
SETTLEMENTS = ("advisor", "project", "group_buy", "partner_offer", "own_service")
SHIPPED = (
    ("repair", "维修"),
    ("housekeeping", "家政"),
    ("course", "课程"),
    ("group_buy", "团购"),
    ("care", "照护"),
    ("environment", "环境改善"),
    ("culture_sports", "文体活动"),
    ("other", "其他"),
)


def upgrade() -> None:
    _categories()
    _needs()
    _pools()
    _members()
    _ratings()


def downgrade() -> None:
    for table in (RATINGS, MEMBERS, POOLS, NEEDS, CATEGORIES):
        op.drop_table(table)


def _col(name: str, kind: Any, *, nullable: bool = False) -> Any:
    return sa.Column(name, kind, nullable=nullable)


def _refer(
    table: str, name: str, target: str, *, key: str = "id", nullable: bool = False
) -> list[Any]:
    kind = sa.Uuid() if key == "id" else TEXT
    return [
        sa.Column(name, kind, nullable=nullable),
        sa.ForeignKeyConstraint([name], [f"{target}.{key}"], name=op.f(f"fk_{table}_{name}")),
    ]


def _key(table: str, column: str = "id") -> Any:
    return sa.PrimaryKeyConstraint(column, name=op.f(f"pk_{table}"))


def _unique(table: str, *columns: str) -> Any:
    return sa.UniqueConstraint(*columns, name=op.f(f"uq_{table}_{'_'.join(columns)}"))


def _check(table: str, name: str, rule: str) -> Any:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _index(table: str, name: str, columns: list[str], where: str | None = None) -> None:
    given = {} if where is None else {"postgresql_where": sa.text(where)}
    op.create_index(op.f(f"ix_{table}_{name}"), table, columns, **given)


def _one_of(column: str, words: Sequence[str]) -> str:
    quoted = ", ".join(f"'{word}'" for word in words)
    return f"{column} IN ({quoted})"


def _located(table: str) -> list[Any]:
    within = ("city_id", "district_id", "subdistrict_id", "community_id", "place_id")
    parts = {"compound_id": PLACES, "building_id": PLACES, "general_grid_id": GRIDS}
    parts |= {"micro_grid_id": GRIDS, "made_grid_id": GRIDS}
    columns = [_refer(table, name, PLACES) for name in within]
    columns += [_refer(table, name, to, nullable=True) for name, to in parts.items()]
    return [each for column in columns for each in column]


def _categories() -> None:
    made = op.create_table(
        CATEGORIES,
        _col("version", NUMBER),
        _col("code", TEXT),
        _col("title", TEXT),
        _col("position", NUMBER),
        *_refer(CATEGORIES, "owner_id", PLACES, nullable=True),
        _col("retired_at", INSTANT, nullable=True),
        _key(CATEGORIES, "code"),
    )
    _index(CATEGORIES, "owner_id", ["owner_id"])
    rows = [
        {"version": 1, "code": code, "title": title, "position": position}
        for position, (code, title) in enumerate(SHIPPED, start=1)
    ]
    op.bulk_insert(made, rows)


def _needs() -> None:
    op.create_table(
        NEEDS,
        *_located(NEEDS),
        *_refer(NEEDS, "person_id", PERSONS),
        *_refer(NEEDS, "category_code", CATEGORIES, key="code"),
        _col("text", TEXT),
        _col("terms", sa.ARRAY(TEXT)),
        _col("quantity", NUMBER),
        _col("until_on", DAY),
        _col("would_pay", YES),
        _col("would_help", YES),
        _col("shared", YES),
        _col("state", TEXT),
        *_refer(NEEDS, "ticket_id", "tickets", nullable=True),
        *_refer(NEEDS, "made_by_id", PERSONS, nullable=True),
        _col("placed_at", INSTANT),
        _col("ended_at", INSTANT, nullable=True),
        _col("id", sa.Uuid()),
        _check(
            NEEDS,
            "state",
            _one_of("state", ("waiting", "pooled", "settled", "withdrawn", "expired")),
        ),
        _check(NEEDS, "quantity", "quantity BETWEEN 1 AND 1000"),
        _check(NEEDS, "of_ticket", "(made_by_id IS NULL) = (ticket_id IS NULL)"),
        _unique(NEEDS, "ticket_id"),
        _key(NEEDS),
    )
    for level in LISTED_BY:
        _index(NEEDS, f"{level}_state_page", [level, "state", "placed_at", "id"])
        by_category = [level, "category_code", "state", "placed_at", "id"]
        _index(NEEDS, f"{level}_category_page", by_category)
        op.create_index(
            f"ix_needs_{level}_counted",
            NEEDS,
            [level, "placed_at"],
            postgresql_include=["community_id", "category_code", "state"],
        )
    _index(NEEDS, "micro_grid_id_page", ["micro_grid_id", "placed_at", "id"])
    _index(NEEDS, "person_id_page", ["person_id", "placed_at", "id"])
    _index(NEEDS, "due", ["until_on", "id"], "state = 'waiting'")


def _pools() -> None:
    op.create_table(
        POOLS,
        *_located(POOLS),
        _col("version", NUMBER),
        *_refer(POOLS, "category_code", CATEGORIES, key="code"),
        _col("title", TEXT),
        _col("text", TEXT),
        _col("terms", sa.ARRAY(TEXT)),
        _col("closes_on", DAY),
        _col("closes_at", INSTANT),
        _col("least_members", NUMBER),
        _col("most_members", NUMBER, nullable=True),
        _col("settlement", TEXT),
        _col("unit_price_fen", FEN, nullable=True),
        *_refer(POOLS, "case_id", "workflow_cases"),
        _col("state", TEXT),
        _col("members", NUMBER),
        _col("units", NUMBER),
        _col("opened_at", INSTANT),
        *_refer(POOLS, "opened_by_id", PERSONS),
        _col("warned_at", INSTANT, nullable=True),
        *_refer(POOLS, "organisation_id", "organisations", nullable=True),
        _col("order_text", TEXT, nullable=True),
        _col("total_price_fen", FEN, nullable=True),
        _col("ordered_at", INSTANT, nullable=True),
        _col("delivered_at", INSTANT, nullable=True),
        _col("ended_at", INSTANT, nullable=True),
        _col("ratings", NUMBER),
        _col("rating_total", NUMBER),
        _col("id", sa.Uuid()),
        _check(POOLS, "state", _one_of("state", STATES)),
        _check(POOLS, "settlement", _one_of("settlement", SETTLEMENTS)),
        _check(POOLS, "counted", "members >= 0 AND units >= 0"),
        _check(POOLS, "most", "members <= most_members"),
        _check(POOLS, "bounds", "least_members >= 1 AND least_members <= most_members"),
        _check(POOLS, "prices", "unit_price_fen >= 0 AND total_price_fen >= 0"),
        _check(POOLS, "ratings", "ratings >= 0 AND rating_total BETWEEN ratings AND 5 * ratings"),
        _unique(POOLS, "case_id"),
        _key(POOLS),
    )
    for level in LISTED_BY:
        _index(POOLS, f"{level}_state_page", [level, "state", "closes_at", "id"])
        _index(POOLS, f"{level}_counted", [level, "opened_at"])
    _index(POOLS, "micro_grid_id_page", ["micro_grid_id", "closes_at", "id"])
    _index(POOLS, "closing", ["closes_at", "id"], "state = 'gathering'")
    _index(POOLS, "delivered", ["delivered_at", "id"], "state = 'delivered'")


def _members() -> None:
    op.create_table(
        MEMBERS,
        *_refer(MEMBERS, "pool_id", POOLS),
        *_refer(MEMBERS, "need_id", NEEDS),
        *_refer(MEMBERS, "person_id", PERSONS),
        *_refer(MEMBERS, "district_id", PLACES),
        _col("quantity", NUMBER),
        _col("joined_at", INSTANT),
        *_refer(MEMBERS, "gathered_by_id", PERSONS, nullable=True),
        _col("ended_at", INSTANT, nullable=True),
        _col("end_kind", TEXT, nullable=True),
        _col("id", sa.Uuid()),
        _check(MEMBERS, "quantity", "quantity >= 1"),
        _check(MEMBERS, "end_kind", "end_kind IN ('left', 'released')"),
        _check(MEMBERS, "ended", "(ended_at IS NULL) = (end_kind IS NULL)"),
        _key(MEMBERS),
    )
    for name, columns in (("need_id", ["need_id"]), ("person_id", ["pool_id", "person_id"])):
        op.create_index(
            f"uq_{MEMBERS}_{name}",
            MEMBERS,
            columns,
            unique=True,
            postgresql_where=sa.text("ended_at IS NULL"),
        )
    _index(MEMBERS, "pool_id_page", ["pool_id", "joined_at", "id"])
    _index(MEMBERS, "person_id_page", ["person_id", "joined_at", "id"])


def _ratings() -> None:
    op.create_table(
        RATINGS,
        *_refer(RATINGS, "pool_id", POOLS),
        *_refer(RATINGS, "person_id", PERSONS),
        *_refer(RATINGS, "district_id", PLACES),
        _col("score", NUMBER),
        _col("comment", TEXT, nullable=True),
        _col("rated_at", INSTANT),
        _col("changed_at", INSTANT),
        _col("id", sa.Uuid()),
        _check(RATINGS, "score", "score BETWEEN 1 AND 5"),
        _unique(RATINGS, "pool_id", "person_id"),
        _key(RATINGS),
    )
    _index(RATINGS, "pool_id_page", ["pool_id", "rated_at", "id"])
    _index(RATINGS, "person_id_rated_at", ["person_id", "rated_at"])
