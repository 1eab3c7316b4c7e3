"""Accounts and cover."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id")


def _refers(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _instant(name: str, *, nullable: bool = True) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _key(table: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}"))


def _places(table: str, *names: str) -> list[sa.ForeignKeyConstraint]:
    return [_refers(table, name, "places") for name in names]


def upgrade() -> None:
    op.add_column("persons", _id("merged_into_id", nullable=True))
    op.create_foreign_key(
        op.f("fk_persons_merged_into_id"), "persons", "persons", ["merged_into_id"], ["id"]
    )
    op.create_index(op.f("ix_persons_merged_into_id"), "persons", ["merged_into_id"])
    _organisations()
    _postings()
    _phone_bindings()
    _merges()
    _disablings()
    _absences()
    _vacancies()


def _organisations() -> None:
    for name in ("subdistrict_id", "district_id", "city_id"):
        op.add_column("organisations", _id(name, nullable=True))
        op.create_foreign_key(
            op.f(f"fk_organisations_{name}"), "organisations", "places", [name], ["id"]
        )
    op.add_column("organisations", _instant("ended_at"))
    op.execute(
        "UPDATE organisations o SET subdistrict_id = p.subdistrict_id,"
        " district_id = p.district_id, city_id = p.city_id"
        " FROM places p WHERE p.id = o.community_id"
    )
    for name in ("subdistrict_id", "district_id", "city_id"):
        op.alter_column("organisations", name, nullable=False)
    op.drop_index(op.f("ix_organisations_community_id"), "organisations")
    for name in SCOPES:
        op.create_index(
            f"ix_organisations_{name}_page", "organisations", [name, "created_at", "id"]
        )


def _postings() -> None:
    op.add_column("postings", sa.Column("duty", sa.Text(), nullable=True))
    op.add_column("postings", _id("covers_id", nullable=True))
    op.add_column("postings", _instant("end_announced_at"))
    op.create_foreign_key(
        op.f("fk_postings_covers_id"), "postings", "postings", ["covers_id"], ["id"]
    )
    # Of the workers that a grid has, the first leads.
    op.execute(
        "UPDATE postings p SET duty = CASE WHEN EXISTS (SELECT FROM postings o"
        " WHERE o.grid_id = p.grid_id AND o.role = p.role AND o.ended_at IS NULL AND o.id <> p.id"
        " AND daterange(o.starts_on, o.ends_on) && daterange(p.starts_on, p.ends_on)"
        " AND (o.granted_at, o.id) < (p.granted_at, p.id)) THEN 'deputy' ELSE 'lead' END"
        " WHERE p.role IN ('micro_grid_worker', 'general_grid_worker')"
    )
    op.create_check_constraint(op.f("ck_postings_duty"), "postings", "duty IN ('lead', 'deputy')")
    op.create_check_constraint(
        op.f("ck_postings_duty_at_a_grid"), "postings", "duty IS NULL OR grid_id IS NOT NULL"
    )
    op.execute(
        "ALTER TABLE postings ADD CONSTRAINT ex_postings_lead EXCLUDE USING gist"
        " (grid_id WITH =, daterange(starts_on, ends_on) WITH &&)"
        " WHERE (ended_at IS NULL AND duty = 'lead' AND covers_id IS NULL)"
    )
    for name in SCOPES:
        op.drop_index(op.f(f"ix_postings_{name}"), "postings")
        op.create_index(f"ix_postings_{name}_page", "postings", [name, "granted_at", "id"])
    op.create_index(
        "ix_postings_last_day",
        "postings",
        ["ends_on"],
        postgresql_where=sa.text(
            "end_announced_at IS NULL AND ended_at IS NULL AND ends_on IS NOT NULL"
        ),
    )
    op.create_index(
        op.f("ix_postings_covers_id"),
        "postings",
        ["covers_id"],
        postgresql_where=sa.text("covers_id IS NOT NULL"),
    )


def _phone_bindings() -> None:
    table = "phone_bindings"
    op.create_table(
        table,
        _id("person_id"),
        sa.Column("phone_sealed", sa.LargeBinary(), nullable=False),
        sa.Column("phone_index", sa.LargeBinary(), nullable=False),
        _instant("bound_at"),
        _instant("released_at"),
        sa.Column("released_for", sa.Text(), nullable=True),
        _id("id"),
        sa.CheckConstraint(
            "(released_at IS NULL) = (released_for IS NULL)",
            name=op.f("ck_phone_bindings_whole_release"),
        ),
        sa.CheckConstraint(
            "released_for IN ('changed', 'unbound', 'taken_over', 'merged')",
            name=op.f("ck_phone_bindings_released_for"),
        ),
        _refers(table, "person_id", "persons"),
        _key(table),
    )
    op.create_index(op.f("ix_phone_bindings_person_id"), table, ["person_id"])
    op.create_index(op.f("ix_phone_bindings_phone_index"), table, ["phone_index"])
    op.create_index(
        "uq_phone_bindings_live",
        table,
        ["phone_index"],
        unique=True,
        postgresql_where=sa.text("released_at IS NULL"),
    )


def _merges() -> None:
    op.create_table(
        "merge_codes",
        _id("person_id"),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        _instant("expires_at", nullable=False),
        _refers("merge_codes", "person_id", "persons"),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_merge_codes")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_merge_codes_code_hash")),
    )
    op.create_index(op.f("ix_merge_codes_expires_at"), "merge_codes", ["expires_at"])
    people = ("kept_id", "merged_id", "merged_by_id")
    op.create_table(
        "person_merges",
        *(_id(name) for name in people),
        _instant("merged_at", nullable=False),
        sa.Column("told", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        _id("id"),
        *(_refers("person_merges", name, "persons") for name in people),
        _key("person_merges"),
        sa.UniqueConstraint("merged_id", name=op.f("uq_person_merges_merged_id")),
    )
    op.create_index(op.f("ix_person_merges_kept_id"), "person_merges", ["kept_id"])
    op.execute(
        "CREATE TRIGGER refuse_change BEFORE UPDATE OR DELETE ON person_merges "
        "FOR EACH ROW EXECUTE FUNCTION shequ_refuse_change()"
    )


def _disablings() -> None:
    table = "person_disablings"
    op.create_table(
        table,
        _id("person_id"),
        sa.Column("reason", sa.Text(), nullable=False),
        _instant("disabled_at", nullable=False),
        _id("disabled_by_id"),
        _instant("enabled_at"),
        _id("enabled_by_id", nullable=True),
        sa.Column("enabled_for", sa.Text(), nullable=True),
        _id("id"),
        sa.CheckConstraint(
            "(enabled_at IS NULL) = (enabled_by_id IS NULL)"
            " AND (enabled_at IS NULL) = (enabled_for IS NULL)",
            name=op.f("ck_person_disablings_whole_enabling"),
        ),
        *(
            _refers(table, name, "persons")
            for name in ("person_id", "disabled_by_id", "enabled_by_id")
        ),
        _key(table),
    )
    op.create_index(op.f("ix_person_disablings_person_id"), table, ["person_id"])
    op.create_index(
        "uq_person_disablings_live",
        table,
        ["person_id"],
        unique=True,
        postgresql_where=sa.text("enabled_at IS NULL"),
    )


def _absences() -> None:
    table = "absences"
    op.create_table(
        table,
        _id("posting_id"),
        _id("person_id"),
        _id("community_id", nullable=True),
        _id("subdistrict_id", nullable=True),
        _id("district_id", nullable=True),
        _id("city_id"),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        _id("announced_by_id"),
        _instant("announced_at", nullable=False),
        _instant("cancelled_at"),
        _id("id"),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_absences_some_days")),
        postgresql.ExcludeConstraint(
            (sa.column("posting_id"), "="),
            (sa.text("daterange(starts_on, ends_on)"), "&&"),
            where=sa.text("cancelled_at IS NULL"),
            using="gist",
            name="ex_absences_same",
        ),
        _refers(table, "posting_id", "postings"),
        _refers(table, "person_id", "persons"),
        _refers(table, "announced_by_id", "persons"),
        *_places(table, *SCOPES),
        _key(table),
    )
    op.create_index(op.f("ix_absences_person_id"), table, ["person_id"])
    for name in SCOPES:
        op.create_index(f"ix_absences_{name}_page", table, [name, "starts_on", "id"])


def _vacancies() -> None:
    table = "grid_vacancies"
    still = sa.text("filled_at IS NULL")
    op.create_table(
        table,
        _id("grid_id"),
        *(_id(name) for name in reversed(SCOPES)),
        _instant("since", nullable=False),
        _instant("announced_at"),
        _instant("filled_at"),
        _id("id"),
        sa.CheckConstraint("filled_at >= since", name=op.f("ck_grid_vacancies_in_order")),
        _refers(table, "grid_id", "grids"),
        *_places(table, *SCOPES),
        _key(table),
    )
    op.create_index(
        "uq_grid_vacancies_open", table, ["grid_id"], unique=True, postgresql_where=still
    )
    for name in SCOPES:
        op.create_index(
            f"ix_grid_vacancies_{name}_open", table, [name, "since", "id"], postgresql_where=still
        )
    op.create_index(
        "ix_grid_vacancies_silent",
        table,
        ["since"],
        postgresql_where=sa.text("filled_at IS NULL AND announced_at IS NULL"),
    )


def downgrade() -> None:
    for table in (
        "grid_vacancies",
        "absences",
        "person_disablings",
        "person_merges",
        "merge_codes",
        "phone_bindings",
    ):
        op.drop_table(table)
    op.drop_constraint("ex_postings_lead", "postings")
    for name in SCOPES:
        op.drop_index(f"ix_postings_{name}_page", "postings")
        op.create_index(op.f(f"ix_postings_{name}"), "postings", [name])
        op.drop_index(f"ix_organisations_{name}_page", "organisations")
    for name in ("end_announced_at", "covers_id", "duty"):
        op.drop_column("postings", name)
    op.create_index(op.f("ix_organisations_community_id"), "organisations", ["community_id"])
    for name in ("ended_at", "city_id", "district_id", "subdistrict_id"):
        op.drop_column("organisations", name)
    op.drop_index(op.f("ix_persons_merged_into_id"), "persons")
    op.drop_column("persons", "merged_into_id")
