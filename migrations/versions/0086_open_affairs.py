"""Open affairs and the rosters of who serves."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0086"
down_revision: str | None = "0085"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

CATEGORIES, DISCLOSURES = "disclosure_categories", "disclosures"
DRAFTS, EDITIONS, PHOTOS = "disclosure_drafts", "disclosure_editions", "disclosure_photos"
ENTRIES, CARDS = "roster_entries", "service_cards"
INSTANT, TEXT, NUMBER, BOOLEAN = sa.DateTime(timezone=True), sa.Text(), sa.Integer(), sa.Boolean()
PLACES, PERSONS, GRIDS = "places", "persons", "grids"
# Code, title, whether whoever wrote it may not publish it.
SHIPPED = (
    ("party", "党务公开", True),
    ("neighbourhood", "居务公开", False),
    ("finance", "财务公开", True),
    ("property", "物业公开", False),
    ("services", "服务公开", False),
    ("charity", "公益公开", False),
    ("other", "其他公开", False),
)


def upgrade() -> None:
    _categories()
    _disclosures()
    _drafts()
    _editions()
    _photos()
    _entries()
    _cards()


def downgrade() -> None:
    for table in (CARDS, ENTRIES, PHOTOS, EDITIONS, DRAFTS, DISCLOSURES, CATEGORIES):
        op.drop_table(table)


def _col(name: str, kind: Any, *, nullable: bool = False) -> Any:
    return sa.Column(name, kind, nullable=nullable)


def _refer(table: str, name: str, target: str, *, nullable: bool = False) -> list[Any]:
    return [
        sa.Column(name, sa.Uuid(), nullable=nullable),
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}")),
    ]


def _key(table: str, *columns: str) -> Any:
    return sa.PrimaryKeyConstraint(*(columns or ("id",)), name=op.f(f"pk_{table}"))


def _check(table: str, name: str, rule: str) -> Any:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{table}_{name}"))


def _index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where) if where else None
    op.create_index(op.f(name), table, columns, unique=unique, postgresql_where=condition)


def _categories() -> None:
    op.create_table(
        CATEGORIES,
        _col("version", NUMBER),
        *_refer(CATEGORIES, "owner_id", PLACES, nullable=True),
        _col("code", TEXT),
        _col("title", TEXT),
        _col("position", NUMBER),
        _col("needs_second", BOOLEAN),
        _col("least_days", NUMBER, nullable=True),
        _col("retired_at", INSTANT, nullable=True),
        _col("id", sa.Uuid()),
        _check(CATEGORIES, "least_days", "least_days BETWEEN 1 AND 366"),
        _key(CATEGORIES),
    )
    _index(f"uq_{CATEGORIES}_shipped", CATEGORIES, ["code"], "owner_id IS NULL", unique=True)
    owned = "owner_id IS NOT NULL"
    _index(f"uq_{CATEGORIES}_owned", CATEGORIES, ["owner_id", "code"], owned, unique=True)
    for position, (code, title, needs_second) in enumerate(SHIPPED, start=1):
        op.execute(
            f"INSERT INTO {CATEGORIES} (id, version, code, title, position, needs_second) VALUES"
            f" (gen_random_uuid(), 1, '{code}', '{title}', {position}, {needs_second})"
        )


def _disclosures() -> None:
    levels = ("subdistrict_id", "community_id", "compound_id")
    op.create_table(
        DISCLOSURES,
        _col("version", NUMBER),
        *_refer(DISCLOSURES, "city_id", PLACES),
        *_refer(DISCLOSURES, "district_id", PLACES),
        *(each for name in levels for each in _refer(DISCLOSURES, name, PLACES, nullable=True)),
        *_refer(DISCLOSURES, "place_id", PLACES),
        *_refer(DISCLOSURES, "category_id", CATEGORIES),
        _col("state", TEXT),
        _col("number", NUMBER, nullable=True),
        _col("touched", NUMBER),
        _col("shown_from", INSTANT, nullable=True),
        _col("shown_until", INSTANT, nullable=True),
        _col("made_at", INSTANT),
        _col("origin", TEXT, nullable=True),
        _col("subject_id", sa.Uuid(), nullable=True),
        _col("withdrawn_at", INSTANT, nullable=True),
        *_refer(DISCLOSURES, "withdrawn_by_id", PERSONS, nullable=True),
        _col("withdrawal_reason", TEXT, nullable=True),
        _col("id", sa.Uuid()),
        _check(DISCLOSURES, "state", "state IN ('draft', 'published', 'withdrawn')"),
        _check(
            DISCLOSURES,
            "published",
            "(state = 'draft') = (number IS NULL) AND (number IS NULL) = (shown_from IS NULL)",
        ),
        _check(DISCLOSURES, "withdrawn", "(state = 'withdrawn') = (withdrawn_at IS NOT NULL)"),
        _check(DISCLOSURES, "some_time", "shown_until > shown_from"),
        _check(DISCLOSURES, "origin", "(origin IS NULL) = (subject_id IS NULL)"),
        _key(DISCLOSURES),
    )
    for level in ("city_id", "district_id", *levels):
        _index(f"ix_{DISCLOSURES}_{level}_page", DISCLOSURES, [level, "made_at", "id"], "")
    published, way = "state = 'published'", ["shown_from", "id"]
    _index(f"ix_{DISCLOSURES}_shown", DISCLOSURES, ["place_id", *way], published)
    _index(
        f"ix_{DISCLOSURES}_category_shown",
        DISCLOSURES,
        ["place_id", "category_id", *way],
        published,
    )
    told = ["origin", "subject_id"]
    _index(f"uq_{DISCLOSURES}_origin", DISCLOSURES, told, "origin IS NOT NULL", unique=True)
    _index(f"ix_{DISCLOSURES}_withdrawn_by_id", DISCLOSURES, ["withdrawn_by_id"], "")


def _words() -> list[Any]:
    return [
        *(_col(name, TEXT) for name in ("title", "text", "answered_by")),
        *(_col(name, INSTANT, nullable=True) for name in ("shown_until", "objections_until")),
        *(_col(name, TEXT, nullable=True) for name in ("objections_to", "change_note")),
    ]


def _drafts() -> None:
    op.create_table(
        DRAFTS,
        *_refer(DRAFTS, "disclosure_id", DISCLOSURES),
        *_refer(DRAFTS, "district_id", PLACES),
        _col("number", NUMBER),
        *_words(),
        _col("shown_from", INSTANT, nullable=True),
        _col("written_at", INSTANT),
        *_refer(DRAFTS, "written_by_id", PERSONS),
        _check(DRAFTS, "says_what_changed", "(number = 1) = (change_note IS NULL)"),
        _key(DRAFTS, "disclosure_id"),
    )
    _index(f"ix_{DRAFTS}_written_by_id", DRAFTS, ["written_by_id"], "")


def _editions() -> None:
    op.create_table(
        EDITIONS,
        *_refer(EDITIONS, "disclosure_id", DISCLOSURES),
        _col("number", NUMBER),
        *_refer(EDITIONS, "district_id", PLACES),
        *_words(),
        _col("needed_second", BOOLEAN),
        *_refer(EDITIONS, "written_by_id", PERSONS, nullable=True),
        _col("published_at", INSTANT),
        *_refer(EDITIONS, "published_by_id", PERSONS, nullable=True),
        _check(EDITIONS, "says_what_changed", "(number = 1) = (change_note IS NULL)"),
        _check(EDITIONS, "second_person", "NOT needed_second OR published_by_id <> written_by_id"),
        _check(EDITIONS, "signed", "(written_by_id IS NULL) = (published_by_id IS NULL)"),
        _key(EDITIONS, "disclosure_id", "number"),
    )
    for who in ("written_by_id", "published_by_id"):
        _index(f"ix_{EDITIONS}_{who}", EDITIONS, [who], f"{who} IS NOT NULL")
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {EDITIONS} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )


def _photos() -> None:
    op.create_table(
        PHOTOS,
        *_refer(PHOTOS, "disclosure_id", DISCLOSURES),
        _col("number", NUMBER),
        *_refer(PHOTOS, "file_id", "files"),
        *_refer(PHOTOS, "district_id", PLACES),
        _col("position", NUMBER),
        _key(PHOTOS, "disclosure_id", "number", "file_id"),
    )
    _index(f"ix_{PHOTOS}_file_id", PHOTOS, ["file_id"], "")


def _entries() -> None:
    within = ("city_id", "district_id", "subdistrict_id", "community_id")
    inner = {"compound_id": PLACES, "building_id": PLACES, "general_grid_id": GRIDS}
    inner |= {"micro_grid_id": GRIDS}
    roles = "'party_member', 'group_leader', 'branch_secretary', 'building_steward'"
    states = "'proposed', 'shown', 'declined', 'withdrawn', 'removed', 'left'"
    op.create_table(
        ENTRIES,
        *_refer(ENTRIES, "person_id", PERSONS),
        *(_col(name, TEXT) for name in ("role", "pledge")),
        _col("service", TEXT, nullable=True),
        _col("state", TEXT),
        _col("proposed_at", INSTANT),
        *_refer(ENTRIES, "proposed_by_id", PERSONS),
        _col("consented_at", INSTANT, nullable=True),
        _col("consent_version", NUMBER, nullable=True),
        _col("name_shown", TEXT, nullable=True),
        _col("ended_at", INSTANT, nullable=True),
        _col("end_reason", TEXT, nullable=True),
        _col("id", sa.Uuid()),
        *(each for name in within for each in _refer(ENTRIES, name, PLACES)),
        *(each for name, to in inner.items() for each in _refer(ENTRIES, name, to, nullable=True)),
        *_refer(ENTRIES, "place_id", PLACES),
        *_refer(ENTRIES, "made_grid_id", GRIDS, nullable=True),
        _check(ENTRIES, "role", f"role IN ({roles})"),
        _check(ENTRIES, "state", f"state IN ({states})"),
        _check(ENTRIES, "consented", "state <> 'shown' OR consented_at IS NOT NULL"),
        _check(
            ENTRIES,
            "agreed_to",
            "(consented_at IS NULL) = (consent_version IS NULL)"
            " AND (consented_at IS NULL) = (name_shown IS NULL)",
        ),
        _check(ENTRIES, "ended", "(state IN ('proposed', 'shown')) = (ended_at IS NULL)"),
        _key(ENTRIES),
    )
    for level in ("subdistrict_id", "community_id", "micro_grid_id", "person_id"):
        _index(f"ix_{ENTRIES}_{level}_page", ENTRIES, [level, "proposed_at", "id"], "")
    for level in ("compound_id", "building_id"):
        shown = [level, "consented_at", "id"]
        _index(f"ix_{ENTRIES}_{level}_shown", ENTRIES, shown, "state = 'shown'")
    live = ["person_id", "place_id"]
    _index(f"uq_{ENTRIES}_live", ENTRIES, live, "ended_at IS NULL", unique=True)
    _index(f"ix_{ENTRIES}_over", ENTRIES, ["ended_at"], "ended_at IS NOT NULL")
    _index(f"ix_{ENTRIES}_lapsing", ENTRIES, ["proposed_at"], "state = 'proposed'")
    _index(f"ix_{ENTRIES}_proposed_by_id", ENTRIES, ["proposed_by_id"], "")


def _cards() -> None:
    to = "IN ('nobody', 'residents', 'everybody')"
    op.create_table(
        CARDS,
        *_refer(CARDS, "person_id", PERSONS),
        *(_col(name, TEXT) for name in ("name_to", "phone_to", "photo_to")),
        _col("phone_sealed", sa.LargeBinary(), nullable=True),
        *_refer(CARDS, "photo_id", "files", nullable=True),
        _col("consent_version", NUMBER),
        _col("agreed_at", INSTANT),
        _col("withdrawn_at", INSTANT, nullable=True),
        _col("id", sa.Uuid()),
        _check(CARDS, "shown_to", f"name_to {to} AND phone_to {to} AND photo_to {to}"),
        _check(
            CARDS,
            "withdrawn",
            "withdrawn_at IS NULL OR (phone_sealed IS NULL AND photo_id IS NULL)",
        ),
        _key(CARDS),
        sa.UniqueConstraint("person_id", name=op.f(f"uq_{CARDS}_person_id")),
    )
    _index(f"ix_{CARDS}_photo_id", CARDS, ["photo_id"], "photo_id IS NOT NULL")
