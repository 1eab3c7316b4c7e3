"""Codes by purpose, scans by the hour, evidence of check-ins."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0033"
down_revision: str | None = "0032"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SIGNS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
PLACES = (
    *("city_id", "district_id", "subdistrict_id", "community_id", "compound_id"),
    *("building_id", "place_id"),
)
GRIDS = ("general_grid_id", "micro_grid_id", "made_grid_id")
COUNT_SCOPES = ("district_id", "subdistrict_id", "community_id", *GRIDS[:2])
QUEUES = ("community_id", "general_grid_id")
WAITING, FAR = sa.text("review_state = 'waiting'"), sa.text("far > 0")


def upgrade() -> None:
    _number_the_codes()
    _count_scans()
    _weigh_check_ins()


def downgrade() -> None:
    op.drop_table("check_in_photos")
    for column in QUEUES:
        op.drop_index(f"ix_check_ins_{column}_waiting", "check_ins")
    op.drop_index("ix_check_ins_worker_id_page", "check_ins")
    op.drop_constraint(op.f("ck_check_ins_review_state"), "check_ins", type_="check")
    op.drop_constraint(op.f("ck_check_ins_score"), "check_ins", type_="check")
    op.drop_constraint(op.f("fk_check_ins_reviewed_by_id"), "check_ins", type_="foreignkey")
    for column in _check_in_columns():
        op.drop_column("check_ins", column.name)
    page = ["worker_id", "received_at", "id"]
    op.create_index("ix_check_ins_worker_id_page", "check_ins", page)
    op.drop_index(op.f("ix_files_sha256"), "files")
    op.drop_column("files", "likeness")
    op.drop_table("scan_counts")
    op.drop_index(op.f("ix_scans_scanned_at"), "scans")
    op.drop_constraint(op.f("uq_place_codes_short_number"), "place_codes", type_="unique")
    op.drop_column("place_codes", "far_alarmed_at")
    op.drop_column("place_codes", "short_number")


def _number_the_codes() -> None:
    op.add_column("place_codes", sa.Column("short_number", sa.Text(), nullable=True))
    op.add_column(
        "place_codes", sa.Column("far_alarmed_at", sa.DateTime(timezone=True), nullable=True)
    )
    # `place_codes.nonce` in it, so that the signs are drawn anew for each row.
    op.execute(
        "UPDATE place_codes SET short_number = (SELECT string_agg("
        f"substr('{SIGNS}', 1 + floor(random() * {len(SIGNS)})::int, 1), '')"
        " FROM generate_series(1, 8) WHERE place_codes.nonce IS NOT NULL)"
    )
    op.alter_column("place_codes", "short_number", nullable=False)
    op.create_unique_constraint(
        op.f("uq_place_codes_short_number"), "place_codes", ["short_number"]
    )


def _located() -> list[sa.Column[sa.Uuid]]:
    optional = {"compound_id", "building_id", *GRIDS}
    return [
        sa.Column(column, sa.Uuid(), nullable=column in optional) for column in (*PLACES, *GRIDS)
    ]


def _count_scans() -> None:
    op.create_index(op.f("ix_scans_scanned_at"), "scans", ["scanned_at"], postgresql_using="brin")
    op.create_table(
        "scan_counts",
        sa.Column("hour", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code_id", sa.Uuid(), nullable=False),
        sa.Column("scans", sa.Integer(), nullable=False),
        sa.Column("far", sa.Integer(), nullable=False),
        sa.Column("farthest_metres", sa.Integer(), nullable=True),
        *_located(),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_scan_counts_{column}"))
            for column, target in (
                ("code_id", "place_codes.id"),
                *((column, "places.id") for column in PLACES),
                *((column, "grids.id") for column in GRIDS),
            )
        ),
        sa.PrimaryKeyConstraint("hour", "code_id", name=op.f("pk_scan_counts")),
    )
    for column in COUNT_SCOPES:
        page = [column, "hour", "place_id"]
        op.create_index(f"ix_scan_counts_{column}_page", "scan_counts", page)
        op.create_index(
            f"ix_scan_counts_{column}_far",
            "scan_counts",
            [column, "hour", "code_id"],
            postgresql_where=FAR,
        )


def _check_in_columns() -> list[sa.Column[object]]:
    return [
        sa.Column("happened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mocked", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=True),
        sa.Column("rules_version", sa.Integer(), nullable=True),
        sa.Column(
            "reasons",
            postgresql.JSONB(astext_type=sa.Text()),
            server_default=sa.text("'[]'::jsonb"),
            nullable=False,
        ),
        sa.Column("review_state", sa.Text(), server_default="none", nullable=False),
        sa.Column("reviewed_by_id", sa.Uuid(), nullable=True),
        sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("review_note", sa.Text(), nullable=True),
        sa.Column("explanation", sa.Text(), nullable=True),
    ]


def _weigh_check_ins() -> None:
    op.add_column("files", sa.Column("likeness", sa.BigInteger(), nullable=True))
    op.create_index(op.f("ix_files_sha256"), "files", ["sha256"])
    for column in _check_in_columns():
        op.add_column("check_ins", column)
    op.execute("UPDATE check_ins SET happened_at = least(device_at, received_at)")
    op.alter_column("check_ins", "happened_at", nullable=False)
    for name in ("mocked", "reasons", "review_state"):
        op.alter_column("check_ins", name, server_default=None)
    op.create_foreign_key(
        op.f("fk_check_ins_reviewed_by_id"), "check_ins", "persons", ["reviewed_by_id"], ["id"]
    )
    op.create_check_constraint(
        op.f("ck_check_ins_review_state"),
        "check_ins",
        "review_state IN ('none', 'waiting', 'accepted', 'rejected')",
    )
    op.create_check_constraint(
        op.f("ck_check_ins_score"),
        "check_ins",
        "score BETWEEN 0 AND 100 AND (score IS NULL) = (rules_version IS NULL)",
    )
    op.drop_index("ix_check_ins_worker_id_page", "check_ins")
    page = ["worker_id", "happened_at", "id"]
    op.create_index("ix_check_ins_worker_id_page", "check_ins", page)
    for column in QUEUES:
        page = [column, "received_at", "id"]
        name = f"ix_check_ins_{column}_waiting"
        op.create_index(name, "check_ins", page, postgresql_where=WAITING)
    _keep_photos()


def _keep_photos() -> None:
    op.create_table(
        "check_in_photos",
        sa.Column("check_in_id", sa.Uuid(), nullable=False),
        sa.Column("file_id", sa.Uuid(), nullable=False),
        sa.Column("district_id", sa.Uuid(), nullable=False),
        sa.Column("community_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("likeness", sa.BigInteger(), nullable=True),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        *(
            sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_check_in_photos_{column}"))
            for column, target in (
                ("check_in_id", "check_ins.id"),
                ("file_id", "files.id"),
                ("district_id", "places.id"),
                ("community_id", "places.id"),
            )
        ),
        sa.PrimaryKeyConstraint("check_in_id", "file_id", name=op.f("pk_check_in_photos")),
    )
    op.create_index(op.f("ix_check_in_photos_sha256"), "check_in_photos", ["sha256"])
    op.create_index(
        op.f("ix_check_in_photos_community_id_received_at"),
        "check_in_photos",
        ["community_id", "received_at"],
    )
    for when, name in (("UPDATE OR DELETE", "refuse_change"), ("TRUNCATE", "refuse_truncate")):
        each = "STATEMENT" if when == "TRUNCATE" else "ROW"
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON check_in_photos "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )
