"""Performance reviews and what is corrected after they are frozen."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0046"
down_revision: str | None = "0045"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

TABLE = "performance_adjustments"


def upgrade() -> None:
    # The default fills the rows there are; new ones say it themselves.
    no = sa.text("false")
    covering = sa.Column("covering", sa.Boolean(), nullable=False, server_default=no)
    op.add_column("performance_items", covering)
    op.alter_column("performance_items", "covering", server_default=None)
    op.add_column(
        "performance_editions",
        sa.Column("adjusted_hundredths", sa.Integer(), nullable=False, server_default=sa.text("0")),
    )
    op.alter_column("performance_editions", "adjusted_hundredths", server_default=None)
    op.add_column("performance_months", sa.Column("looked_on", sa.Date(), nullable=True))
    _adjustments()


def _refers(column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [target], name=op.f(f"fk_{TABLE}_{column}"))


def _check(name: str, rule: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(rule, name=op.f(f"ck_{TABLE}_{name}"))


def _id(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Uuid(), nullable=nullable)


def _text(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Text(), nullable=nullable)


def _count(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _at(name: str) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _adjustments() -> None:
    op.create_table(
        TABLE,
        _id("of_review_id"),
        _id("review_id", nullable=True),
        _id("district_id"),
        _text("cause"),
        _text("source"),
        _id("subject_id"),
        _at("happened_at"),
        *(_text(name, nullable=True) for name in ("effect", "state")),
        *(_count(name, nullable=True) for name in ("value", "score_before", "score_after")),
        _count("points_hundredths"),
        sa.Column("steps", postgresql.JSONB(), nullable=False),
        _text("reason"),
        *(_id(name, nullable=True) for name in ("dispute_id", "reverses_id", "decided_by_id")),
        _at("decided_at"),
        _id("id"),
        _refers("of_review_id", "performance_reviews.id"),
        _refers("review_id", "performance_reviews.id"),
        _refers("district_id", "places.id"),
        _refers("reverses_id", f"{TABLE}.id"),
        _refers("decided_by_id", "persons.id"),
        _check("cause", "cause IN ('dispute', 'evidence', 'reopening')"),
        _check("of_dispute", "(cause = 'dispute') = (effect IS NOT NULL)"),
        _check("of_evidence", "(cause = 'evidence') = (state IS NOT NULL)"),
        _check("of_reopening", "(cause = 'reopening') = (reverses_id IS NOT NULL)"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    for column in ("review_id", "of_review_id"):
        name = op.f(f"ix_{TABLE}_{column}_decided_at_id")
        op.create_index(name, TABLE, [column, "decided_at", "id"])
    op.create_index(
        f"ix_{TABLE}_waiting",
        TABLE,
        ["district_id"],
        postgresql_where=sa.text("review_id IS NULL"),
    )
    op.create_index(
        f"uq_{TABLE}_reversed",
        TABLE,
        ["reverses_id"],
        unique=True,
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )


def downgrade() -> None:
    op.drop_table(TABLE)
    op.drop_column("performance_months", "looked_on")
    op.drop_column("performance_editions", "adjusted_hundredths")
    op.drop_column("performance_items", "covering")
