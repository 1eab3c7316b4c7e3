"""What the points card lacked."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision: str = "0089"
down_revision: str | None = "0088"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


HOLDS = "family_card_holds"
MINORS, GIFTS, PROOFS = "charity_minor_policies", "card_gift_policies", "identity_proofs"
# Where 0082 ran before it spread them: the messages that nobody has looked at yet.
SPREAD = """
    UPDATE content_checks c SET next_at = now() + late.nth * interval '100 milliseconds'
    FROM (SELECT id, row_number() OVER (ORDER BY written_at DESC, id) AS nth FROM content_checks
      WHERE kind = 'charity_donation' AND state = 'pending' AND tries = 0 AND next_at <= now()
        AND next_at > written_at + interval '1 hour') late
    WHERE c.id = late.id
"""
WHEN = sa.DateTime(timezone=True)


def upgrade() -> None:
    _family_holds()
    _paying_cards()
    _levels_of_goods()
    _ages()
    _minors()
    op.execute(SPREAD)


def downgrade() -> None:
    op.drop_table(MINORS)
    op.drop_constraint(op.f("ck_card_gift_policies_age"), GIFTS, type_="check")
    for column in ("unknown_age_gives", "minimum_age"):
        op.drop_column(GIFTS, column)
    op.drop_constraint(op.f("ck_identity_proofs_born"), PROOFS, type_="check")
    for column in ("born_on", "of_age"):
        op.drop_column(PROOFS, column)
    op.drop_constraint(op.f("ck_mall_editions_least_level"), "mall_editions", type_="check")
    for column in ("least_level_title", "least_level"):
        op.drop_column("mall_editions", column)
    op.drop_constraint(op.f("ck_redemptions_card"), "redemptions", type_="check")
    op.drop_column("redemptions", "card")
    op.drop_table(HOLDS)


def _refer(table: str, name: str, target: str) -> list[Any]:
    return [
        sa.Column(name, sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint([name], [f"{target}.id"], name=op.f(f"fk_{table}_{name}")),
    ]


def _family_holds() -> None:
    op.create_table(
        HOLDS,
        *_refer(HOLDS, "hold_id", "ledger_holds"),
        *_refer(HOLDS, "family_card_id", "family_cards"),
        *_refer(HOLDS, "district_id", "places"),
        *_refer(HOLDS, "person_id", "persons"),
        sa.Column("points", sa.BigInteger(), nullable=False),
        sa.Column("at", WHEN, nullable=False),
        sa.PrimaryKeyConstraint("hold_id", name=op.f(f"pk_{HOLDS}")),
        sa.CheckConstraint("points > 0", name=op.f(f"ck_{HOLDS}_held")),
    )
    for columns in (["family_card_id", "person_id", "at"], ["person_id", "at"]):
        op.create_index(op.f(f"ix_{HOLDS}_{'_'.join(columns)}"), HOLDS, columns)


def _paying_cards() -> None:
    op.add_column("redemptions", sa.Column("card", sa.Text(), server_default="own", nullable=False))
    op.alter_column("redemptions", "card", server_default=None)
    op.create_check_constraint(
        op.f("ck_redemptions_card"), "redemptions", "card IN ('own', 'family')"
    )


def _levels_of_goods() -> None:
    for column in ("least_level", "least_level_title"):
        op.add_column("mall_editions", sa.Column(column, sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("ck_mall_editions_least_level"),
        "mall_editions",
        "num_nonnulls(least_level, least_level_title) IN (0, 2)",
    )


def _ages() -> None:
    """Who was proved before is of no known age, and editions of before let them give as they did."""
    op.add_column(PROOFS, sa.Column("of_age", sa.Boolean(), nullable=True))
    op.add_column(PROOFS, sa.Column("born_on", sa.Date(), nullable=True))
    op.create_check_constraint(
        op.f("ck_identity_proofs_born"), PROOFS, "(of_age IS FALSE) = (born_on IS NOT NULL)"
    )
    op.create_index(
        op.f("ix_identity_proofs_born_on"),
        PROOFS,
        ["born_on"],
        postgresql_where=sa.text("born_on IS NOT NULL"),
    )
    for name, kind, default in (
        ("minimum_age", sa.SmallInteger(), "18"),
        ("unknown_age_gives", sa.Boolean(), sa.true()),
    ):
        op.add_column(GIFTS, sa.Column(name, kind, server_default=default, nullable=False))
        op.alter_column(GIFTS, name, server_default=None)
    op.create_check_constraint(
        op.f("ck_card_gift_policies_age"), GIFTS, "minimum_age BETWEEN 8 AND 18"
    )


def _minors() -> None:
    op.create_table(
        MINORS,
        *_refer(MINORS, "place_id", "places"),
        sa.Column("minimum_age", sa.SmallInteger(), nullable=False),
        sa.Column("month_points", sa.Integer(), nullable=False),
        sa.Column("valid_from", WHEN, nullable=False),
        *_refer(MINORS, "set_by_id", "persons"),
        sa.Column("set_at", WHEN, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{MINORS}")),
        sa.CheckConstraint("minimum_age BETWEEN 8 AND 18", name=op.f(f"ck_{MINORS}_age")),
        sa.CheckConstraint("month_points >= 0", name=op.f(f"ck_{MINORS}_capped")),
    )
    op.create_index(
        op.f(f"ix_{MINORS}_place_id_valid_from_id"), MINORS, ["place_id", "valid_from", "id"]
    )
    for when, each, name in (
        ("UPDATE OR DELETE", "ROW", "refuse_change"),
        ("TRUNCATE", "STATEMENT", "refuse_truncate"),
    ):
        op.execute(
            f"CREATE TRIGGER {name} BEFORE {when} ON {MINORS} "
            f"FOR EACH {each} EXECUTE FUNCTION shequ_refuse_change()"
        )
