"""People and places of a district: cities, parents above their children, coordinate systems, proofs."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

LOCATED = ("check_ins", "hazards", "inspections", "place_codes", "tickets")
SCOPES = ("city_id", "district_id", "subdistrict_id", "community_id", "compound_id", "building_id")
GRIDS = ("general_grid_id", "micro_grid_id", "made_grid_id")
PAGED = ("community_id", "general_grid_id", "micro_grid_id")
NEEDED = ("place_id", "city_id", "district_id", "subdistrict_id", "community_id")
WHOLE = "(longitude IS NULL) = (latitude IS NULL)"


def _coordinate_system() -> sa.Column:
    return sa.Column(
        "coordinate_system",
        postgresql.ENUM(name="coordinate_system", create_type=False),
        nullable=True,
    )


def _column(table: str, name: str, target: str = "places") -> None:
    op.add_column(table, sa.Column(name, sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f(f"fk_{table}_{name}"), table, target, [name], ["id"])


def _needed(table: str, *names: str) -> None:
    for name in names:
        op.alter_column(table, name, nullable=False)


def upgrade() -> None:
    op.execute("CREATE TYPE coordinate_system AS ENUM ('WGS-84', 'GCJ-02')")
    _trees()
    for table in LOCATED:
        _column(table, "city_id")
        op.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        op.execute(
            f"UPDATE {table} t SET city_id = p.city_id FROM places p WHERE p.id = t.place_id"
        )
        op.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        _needed(table, "city_id")
    op.create_index("ix_tickets_city_id_page", "tickets", ["city_id", "created_at", "id"])
    _postings()
    _residencies()
    _proofs()


def _trees() -> None:
    for table, kind in (("places", "place_kind"), ("grids", "grid_kind")):
        op.add_column(
            table,
            sa.Column("parent_kind", postgresql.ENUM(name=kind, create_type=False), nullable=True),
        )
        op.add_column(table, _coordinate_system())
        op.execute(
            f"UPDATE {table} t SET parent_kind = p.kind FROM {table} p WHERE p.id = t.parent_id"
        )
        op.execute(f"UPDATE {table} SET coordinate_system = 'WGS-84' WHERE longitude IS NOT NULL")
        op.create_unique_constraint(op.f(f"uq_{table}_id_kind"), table, ["id", "kind"])
        op.drop_constraint(op.f(f"fk_{table}_parent_id"), table)
        op.create_foreign_key(
            op.f(f"fk_{table}_parent_id_parent_kind"),
            table,
            table,
            ["parent_id", "parent_kind"],
            ["id", "kind"],
        )
        op.drop_constraint(op.f(f"ck_{table}_whole_position"), table)
        op.create_check_constraint(
            op.f(f"ck_{table}_whole_position"),
            table,
            f"{WHOLE} AND (longitude IS NULL) = (coordinate_system IS NULL)",
        )
    op.create_check_constraint(
        op.f("ck_places_parent_above"),
        "places",
        "(parent_id IS NULL) = (parent_kind IS NULL) AND parent_kind < kind",
    )
    op.create_check_constraint(
        op.f("ck_grids_parent_above"),
        "grids",
        "(parent_id IS NULL) = (parent_kind IS NULL)"
        " AND (kind <> 'general_grid' OR parent_kind = 'total_grid')"
        " AND (kind <> 'micro_grid' OR parent_kind = 'general_grid')",
    )
    op.create_index(op.f("ix_grids_parent_id"), "grids", ["parent_id"])
    _column("places", "city_id")
    op.execute(
        "UPDATE places p SET city_id = c.id FROM places c WHERE c.kind = 'city' AND p.path <@ c.path"
    )
    _column("grids", "subdistrict_id")
    _column("grids", "city_id")
    op.execute(
        "UPDATE grids g SET subdistrict_id = p.subdistrict_id, city_id = p.city_id"
        " FROM places p WHERE p.id = g.community_id"
    )
    _needed("grids", "subdistrict_id", "city_id")


def _postings() -> None:
    op.add_column("postings", sa.Column("held_kind", sa.Text(), nullable=True))
    for name in ("subdistrict_id", "city_id"):
        _column("postings", name)
        op.create_index(op.f(f"ix_postings_{name}"), "postings", [name])
    op.execute(
        "UPDATE postings t SET held_kind = p.kind::text, subdistrict_id = p.subdistrict_id,"
        " city_id = p.city_id FROM places p WHERE p.id = t.place_id"
    )
    op.execute(
        "UPDATE postings t SET held_kind = g.kind::text, subdistrict_id = g.subdistrict_id,"
        " city_id = g.city_id FROM grids g WHERE g.id = t.grid_id"
    )
    _needed("postings", "held_kind", "city_id")
    op.alter_column("postings", "district_id", nullable=True)
    op.create_index(op.f("ix_postings_district_id"), "postings", ["district_id"])


def _residencies() -> None:
    op.drop_index(op.f("ix_residencies_dwelling_id"), "residencies")
    op.drop_index("uq_residencies_live", "residencies")
    op.drop_constraint(op.f("fk_residencies_dwelling_id"), "residencies")
    op.alter_column("residencies", "dwelling_id", new_column_name="place_id")
    op.create_foreign_key(
        op.f("fk_residencies_place_id"), "residencies", "places", ["place_id"], ["id"]
    )
    for name in SCOPES:
        _column("residencies", name)
    for name in GRIDS:
        _column("residencies", name, "grids")
    copied = ", ".join(f"{name} = p.{name}" for name in (*SCOPES, *GRIDS[:2]))
    op.execute(
        f"UPDATE residencies r SET {copied}, made_grid_id = p.micro_grid_id"
        " FROM places p WHERE p.id = r.place_id"
    )
    _needed("residencies", *NEEDED)
    for name in PAGED:
        op.create_index(f"ix_residencies_{name}_page", "residencies", [name, "claimed_at", "id"])
    op.create_index(op.f("ix_residencies_place_id"), "residencies", ["place_id"])
    op.create_index(
        "uq_residencies_live",
        "residencies",
        ["person_id", "place_id"],
        unique=True,
        postgresql_where=sa.text("ends_on IS NULL"),
    )


def _proofs() -> None:
    op.create_table(
        "identity_proofs",
        sa.Column("person_id", sa.Uuid(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("proved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("proved_by_id", sa.Uuid(), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["persons.id"], name=op.f("fk_identity_proofs_person_id")
        ),
        sa.ForeignKeyConstraint(
            ["proved_by_id"], ["persons.id"], name=op.f("fk_identity_proofs_proved_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_proofs")),
    )
    op.create_index(op.f("ix_identity_proofs_person_id"), "identity_proofs", ["person_id"])


def downgrade() -> None:
    op.drop_table("identity_proofs")
    op.drop_index("uq_residencies_live", "residencies")
    for name in (*SCOPES, *GRIDS):
        op.drop_column("residencies", name)
    op.drop_index(op.f("ix_residencies_place_id"), "residencies")
    op.drop_constraint(op.f("fk_residencies_place_id"), "residencies")
    op.alter_column("residencies", "place_id", new_column_name="dwelling_id")
    op.create_foreign_key(
        op.f("fk_residencies_dwelling_id"), "residencies", "places", ["dwelling_id"], ["id"]
    )
    op.create_index(op.f("ix_residencies_dwelling_id"), "residencies", ["dwelling_id"])
    op.create_index(
        "uq_residencies_live",
        "residencies",
        ["person_id", "dwelling_id"],
        unique=True,
        postgresql_where=sa.text("ends_on IS NULL"),
    )
    op.drop_index(op.f("ix_postings_district_id"), "postings")
    op.execute("DELETE FROM postings WHERE district_id IS NULL")
    op.alter_column("postings", "district_id", nullable=False)
    for name in ("held_kind", "subdistrict_id", "city_id"):
        op.drop_column("postings", name)
    for table in LOCATED:
        op.drop_column(table, "city_id")
    op.drop_column("grids", "subdistrict_id")
    op.drop_column("grids", "city_id")
    op.drop_column("places", "city_id")
    op.drop_index(op.f("ix_grids_parent_id"), "grids")
    for table in ("grids", "places"):
        op.drop_constraint(op.f(f"ck_{table}_parent_above"), table)
        op.drop_constraint(op.f(f"ck_{table}_whole_position"), table)
        op.create_check_constraint(op.f(f"ck_{table}_whole_position"), table, WHOLE)
        op.drop_constraint(op.f(f"fk_{table}_parent_id_parent_kind"), table)
        op.drop_constraint(op.f(f"uq_{table}_id_kind"), table)
        op.drop_column(table, "parent_kind")
        op.drop_column(table, "coordinate_system")
        op.create_foreign_key(op.f(f"fk_{table}_parent_id"), table, table, ["parent_id"], ["id"])
    op.execute("DROP TYPE coordinate_system")
