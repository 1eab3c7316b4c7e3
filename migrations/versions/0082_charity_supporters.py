"""Who gave to a pool by whatever way, counted once; and what was written beside gifts, checked."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0082"
down_revision: str | None = "0081"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

POOLS, DONATIONS, SUPPORTERS = "charity_pools", "charity_donations", "charity_supporters"
WHEN = sa.DateTime(timezone=True)
COUNTS = {"people_counted": "person_id", "partners_counted": "partner_id"}
# A gift is the pool's that had it; what came back to a partner is taken off that of its promise.
GIFTS = """
    SELECT d.pool_id, d.district_id, coalesce(p.merged_into_id, p.id) AS person_id,
      CAST(NULL AS uuid) AS partner_id, d.amount_points AS points, d.donated_at AS at
    FROM charity_donations d JOIN persons p ON p.id = d.donor_id
    UNION ALL
    SELECT o.id, u.district_id, coalesce(p.merged_into_id, p.id), u.partner_id, g.points,
      g.posted_at
    FROM charity_pledge_postings g
    JOIN charity_unit_pledges u ON u.id = g.pledge_id
    JOIN ledger_transfers t ON t.id = g.transfer_id
    JOIN charity_pools o ON o.account_id = t.credit_account_id
    LEFT JOIN persons p ON p.id = u.giver_id
    UNION ALL
    SELECT coalesce(o.id, s.pool_id), s.district_id, NULL, s.partner_id, g.moved_points,
      g.posted_at
    FROM charity_share_postings g
    JOIN charity_income_shares s ON s.id = g.share_id
    JOIN ledger_transfers t ON t.id = g.transfer_id
    LEFT JOIN charity_pools o ON g.moved_points > 0 AND o.account_id = t.credit_account_id
"""
BACKFILL = f"""
    INSERT INTO charity_supporters (id, pool_id, district_id, person_id, partner_id, given_points,
      gifts, first_gave_at, last_gave_at, counted)
    SELECT gen_random_uuid(), pool_id, min(CAST(district_id AS text))::uuid, person_id, partner_id,
      sum(points), count(*) FILTER (WHERE points > 0),
      coalesce(min(at) FILTER (WHERE points > 0), min(at)),
      coalesce(max(at) FILTER (WHERE points > 0), max(at)), sum(points) > 0
    FROM ({GIFTS}) gifts GROUP BY pool_id, person_id, partner_id
"""
# Of what was written without a name nobody is noted as the author: it takes the key of the index.
# Ten a second, the newest first: what residents write meanwhile does not wait behind all of them.
CHECKS = """
    INSERT INTO content_checks (id, kind, subject_id, city_id, district_id, subdistrict_id,
      community_id, author_id, by_staff, state, text_state, reasons, next_at, written_at)
    SELECT gen_random_uuid(), 'charity_donation', d.id, c.city_id, c.district_id, c.subdistrict_id,
      c.id, CASE WHEN d.anonymous THEN NULL ELSE coalesce(p.merged_into_id, p.id) END, false,
      'pending', 'pending', ARRAY[]::text[],
      now() + row_number() OVER (ORDER BY d.donated_at DESC, d.id) * interval '100 milliseconds',
      d.donated_at
    FROM charity_donations d
    JOIN charity_pools o ON o.id = d.pool_id
    JOIN places c ON c.id = o.community_id
    JOIN persons p ON p.id = d.donor_id
    WHERE d.message IS NOT NULL
"""


def upgrade() -> None:
    _supporters()
    op.execute(BACKFILL)
    for column, whose in COUNTS.items():
        op.add_column(POOLS, sa.Column(column, sa.Integer(), server_default="0", nullable=False))
        op.alter_column(POOLS, column, server_default=None)
        op.execute(
            f"UPDATE {POOLS} SET {column} = found.many FROM (SELECT pool_id, count(*) AS many"
            f" FROM {SUPPORTERS} WHERE counted AND {whose} IS NOT NULL GROUP BY pool_id) found"
            f" WHERE found.pool_id = {POOLS}.id"
        )
    op.create_check_constraint(
        op.f(f"ck_{POOLS}_supporters"), POOLS, "people_counted >= 0 AND partners_counted >= 0"
    )
    op.drop_index(op.f(f"ix_{DONATIONS}_pool_id_donor_id"), DONATIONS)
    op.execute(CHECKS)


def downgrade() -> None:
    op.execute("DELETE FROM content_checks WHERE kind = 'charity_donation'")
    op.create_index(
        op.f(f"ix_{DONATIONS}_pool_id_donor_id"),
        DONATIONS,
        ["pool_id", "donor_id"],
        postgresql_include=["amount_points"],
    )
    op.drop_constraint(op.f(f"ck_{POOLS}_supporters"), POOLS, type_="check")
    for column in COUNTS:
        op.drop_column(POOLS, column)
    op.drop_table(SUPPORTERS)


def _refer(name: str, target: str, *, nullable: bool = False) -> list[Any]:
    return [
        sa.Column(name, sa.Uuid(), nullable=nullable),
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{SUPPORTERS}_{name}")),
    ]


def _supporters() -> None:
    op.create_table(
        SUPPORTERS,
        *_refer("pool_id", POOLS),
        *_refer("district_id", "places"),
        *_refer("person_id", "persons", nullable=True),
        *_refer("partner_id", "partners", nullable=True),
        sa.Column("given_points", sa.BigInteger(), nullable=False),
        sa.Column("gifts", sa.Integer(), nullable=False),
        sa.Column("first_gave_at", WHEN, nullable=False),
        sa.Column("last_gave_at", WHEN, nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{SUPPORTERS}")),
        sa.CheckConstraint(
            "num_nonnulls(person_id, partner_id) = 1", name=op.f(f"ck_{SUPPORTERS}_one_supporter")
        ),
        sa.CheckConstraint("gifts >= 0", name=op.f(f"ck_{SUPPORTERS}_counted")),
    )
    for whose in ("person", "partner"):
        op.create_index(
            f"uq_{SUPPORTERS}_{whose}",
            SUPPORTERS,
            ["pool_id", f"{whose}_id"],
            unique=True,
            postgresql_where=sa.text(f"{whose}_id IS NOT NULL"),
        )
    op.create_index(
        f"ix_{SUPPORTERS}_person_page",
        SUPPORTERS,
        ["person_id", "last_gave_at", "id"],
        postgresql_where=sa.text("person_id IS NOT NULL AND given_points > 0"),
    )
    op.create_index(op.f(f"ix_{SUPPORTERS}_partner_id"), SUPPORTERS, ["partner_id"])
    op.create_index(
        f"ix_{SUPPORTERS}_unfolded",
        SUPPORTERS,
        ["pool_id"],
        postgresql_where=sa.text("counted <> (given_points > 0)"),
    )
