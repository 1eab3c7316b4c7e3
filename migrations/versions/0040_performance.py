"""Targets and monthly performance reviews."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0040"
down_revision: str | None = "0039"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{table}_{column}"))


def _check(table: str, name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=op.f(f"pk_{table}"))


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _count(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _on(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Date(), nullable=nullable)


def _at(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _by(table: str, name: str, *, nullable: bool = False) -> list[sa.schema.SchemaItem]:
    return [_id(name, nullable=nullable), _refers(table, name, "persons.id")]


def _scopes(table: str) -> list[sa.schema.SchemaItem]:
    return [
        *(_id(name) for name in SCOPES),
        *(_refers(table, name, "places.id") for name in SCOPES),
    ]


def _pages(table: str, order: str) -> None:
    for name in SCOPES:
        op.create_index(f"ix_{table}_{name}_page", table, [name, order, "id"])


def upgrade() -> None:
    _schemes()
    _months()
    _reviews()
    _items()
    _corrections()
    _disputes()
    _editions()
    _reopenings()


def _schemes() -> None:
    table = "performance_schemes"
    op.create_table(
        table,
        _count("version"),
        *(_id(name) for name in ("place_id", "city_id", "district_id")),
        *(_id(name, nullable=True) for name in ("subdistrict_id", "community_id")),
        *(_refers(table, name, "places.id") for name in ("place_id", *SCOPES)),
        _text("title"),
        _text("note", nullable=True),
        sa.Column("indicators", postgresql.JSONB(), nullable=False),
        _count("dispute_workdays"),
        _on("valid_from", nullable=True),
        _at("drawn_at"),
        *_by(table, "drawn_by_id"),
        _at("published_at", nullable=True),
        *_by(table, "published_by_id", nullable=True),
        _id("id"),
        _check(table, "published_from", "(published_at IS NULL) = (valid_from IS NULL)"),
        _check(table, "published_by", "(published_at IS NULL) = (published_by_id IS NULL)"),
        _key(table, "id"),
    )
    _pages(table, "drawn_at")
    op.create_index(
        "uq_performance_schemes_in_force",
        table,
        ["place_id", "valid_from"],
        unique=True,
        postgresql_where=sa.text("published_at IS NOT NULL"),
    )
    # What workers were told they are measured by is changed by nobody.
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON performance_schemes FOR EACH ROW "
        "WHEN (OLD.published_at IS NOT NULL) EXECUTE FUNCTION shequ_refuse_change()"
    )


def _months() -> None:
    table = "performance_months"
    op.create_table(
        table,
        *_scopes(table),
        _on("month"),
        _id("scheme_id"),
        _refers(table, "scheme_id", "performance_schemes.id"),
        _text("state"),
        _on("counted_to"),
        _on("refreshed_on", nullable=True),
        _on("dispute_until", nullable=True),
        _at("frozen_at", nullable=True),
        *_by(table, "frozen_by_id", nullable=True),
        _count("editions"),
        _id("id"),
        _check(table, "state", "state IN ('open', 'provisional', 'frozen')"),
        _check(table, "named_by_its_first", "extract(day FROM month) = 1"),
        _check(table, "dispute_until", "(state = 'open') = (dispute_until IS NULL)"),
        _check(table, "frozen_at", "(state = 'frozen') = (frozen_at IS NOT NULL)"),
        _key(table, "id"),
        sa.UniqueConstraint(
            "community_id", "month", name=op.f("uq_performance_months_community_id_month")
        ),
    )
    _pages(table, "month")
    op.create_index(
        "ix_performance_months_unfrozen",
        table,
        ["refreshed_on"],
        postgresql_where=sa.text("state <> 'frozen'"),
    )


def _reviews() -> None:
    table = "performance_reviews"
    op.create_table(
        table,
        _id("month_id"),
        _refers(table, "month_id", "performance_months.id"),
        *_by(table, "person_id"),
        *_scopes(table),
        _on("month"),
        _count("score_hundredths", nullable=True),
        sa.Column("result", postgresql.JSONB(), nullable=False),
        _at("computed_at", nullable=True),
        _id("id"),
        _key(table, "id"),
        sa.UniqueConstraint(
            "month_id", "person_id", name=op.f("uq_performance_reviews_month_id_person_id")
        ),
    )
    _pages(table, "month")
    op.create_index(
        op.f("ix_performance_reviews_person_id_month_id"), table, ["person_id", "month", "id"]
    )


def _items() -> None:
    table = "performance_items"
    op.create_table(
        table,
        _id("review_id"),
        _text("source"),
        _id("subject_id"),
        _at("happened_at"),
        *(_id(name) for name in ("district_id", "place_id")),
        _id("grid_id", nullable=True),
        _text("state"),
        _count("value", nullable=True),
        sa.Column("absent", sa.Boolean(), nullable=False),
        _refers(table, "review_id", "performance_reviews.id"),
        *(_refers(table, name, "places.id") for name in ("district_id", "place_id")),
        _refers(table, "grid_id", "grids.id"),
        _key(table, "review_id", "source", "subject_id", "happened_at"),
        postgresql_partition_by="RANGE (happened_at)",
    )
    op.create_index(
        op.f("ix_performance_items_review_id_source_happened_at_subject_id"),
        table,
        ["review_id", "source", "happened_at", "subject_id"],
    )
    op.create_index(op.f("ix_performance_items_subject_id"), table, ["subject_id"])


def _corrections() -> None:
    table = "performance_corrections"
    op.create_table(
        table,
        *(_id(name) for name in ("review_id", "district_id")),
        _refers(table, "review_id", "performance_reviews.id"),
        _refers(table, "district_id", "places.id"),
        _text("effect"),
        _id("subject_id", nullable=True),
        *(_on(name, nullable=True) for name in ("first_on", "last_on")),
        _text("reason"),
        _id("dispute_id", nullable=True),
        *_by(table, "made_by_id"),
        _at("made_at"),
        _at("withdrawn_at", nullable=True),
        *_by(table, "withdrawn_by_id", nullable=True),
        _id("id"),
        _check(table, "effect", "effect IN ('excluded', 'achieved')"),
        _check(
            table,
            "a_row_or_days",
            "(subject_id IS NULL) = (first_on IS NOT NULL)"
            " AND (first_on IS NULL) = (last_on IS NULL) AND first_on <= last_on",
        ),
        _check(table, "days_left_out", "subject_id IS NOT NULL OR effect = 'excluded'"),
        _key(table, "id"),
    )
    op.create_index(
        op.f("ix_performance_corrections_review_id_made_at_id"),
        table,
        ["review_id", "made_at", "id"],
    )


def _disputes() -> None:
    table = "performance_disputes"
    op.create_table(
        table,
        _id("review_id"),
        _refers(table, "review_id", "performance_reviews.id"),
        *_scopes(table),
        _text("measure", nullable=True),
        _id("subject_id", nullable=True),
        _text("text"),
        _at("raised_at"),
        _text("state"),
        _text("answer", nullable=True),
        _at("answered_at", nullable=True),
        *_by(table, "answered_by_id", nullable=True),
        _id("id"),
        _check(table, "state", "state IN ('waiting', 'accepted', 'rejected')"),
        _check(table, "answered", "(state = 'waiting') = (answered_at IS NULL)"),
        _key(table, "id"),
    )
    _pages(table, "raised_at")
    op.create_index(
        op.f("ix_performance_disputes_review_id_raised_at_id"),
        table,
        ["review_id", "raised_at", "id"],
    )


def _editions() -> None:
    table = "performance_editions"
    op.create_table(
        table,
        _id("review_id"),
        _count("number"),
        _id("district_id"),
        _count("score_hundredths", nullable=True),
        sa.Column("result", postgresql.JSONB(), nullable=False),
        _at("frozen_at"),
        *_by(table, "frozen_by_id"),
        _refers(table, "review_id", "performance_reviews.id"),
        _refers(table, "district_id", "places.id"),
        _key(table, "review_id", "number"),
    )
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {table} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _reopenings() -> None:
    table = "performance_reopenings"
    op.create_table(
        table,
        *(_id(name) for name in ("month_id", "district_id")),
        _refers(table, "month_id", "performance_months.id"),
        _refers(table, "district_id", "places.id"),
        _text("reason"),
        _at("asked_at"),
        *_by(table, "asked_by_id"),
        _at("agreed_at", nullable=True),
        *_by(table, "agreed_by_id", nullable=True),
        _id("id"),
        _check(table, "two_persons", "agreed_by_id <> asked_by_id"),
        _check(table, "agreed", "(agreed_at IS NULL) = (agreed_by_id IS NULL)"),
        _key(table, "id"),
    )
    op.create_index(
        "uq_performance_reopenings_waiting",
        table,
        ["month_id"],
        unique=True,
        postgresql_where=sa.text("agreed_at IS NULL"),
    )


def downgrade() -> None:
    for table in (
        "performance_reopenings",
        "performance_editions",
        "performance_disputes",
        "performance_corrections",
        "performance_items",
        "performance_reviews",
        "performance_months",
        "performance_schemes",
    ):
        op.drop_table(table)
