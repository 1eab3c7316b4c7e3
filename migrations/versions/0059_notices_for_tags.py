"""Drafts of notices that end, and what WeChat pushes about subscriptions."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0059"
down_revision: str | None = "0058"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

SENDS, ANSWERS, EDITIONS = "subscription_sends", "subscription_answers", "notice_editions"
STATES = (
    "'waiting', 'sending', 'sent', 'unsure', 'refused', 'no_credit', 'seen', 'unreachable', 'stale'"
)
NEVER_ARRIVED = "failed"
DRAFTS = sa.text("published_at IS NULL")
KNOWN = sa.text("msgid IS NOT NULL")


def upgrade() -> None:
    _editions()
    _answers()
    op.add_column(SENDS, sa.Column("msgid", sa.Text(), nullable=True))
    op.create_index(op.f("ix_subscription_sends_msgid"), SENDS, ["msgid"], postgresql_where=KNOWN)
    _let_states_be(f"{STATES}, '{NEVER_ARRIVED}'")
    # As they are claimed: the other way round, each claim sorts all that wait.
    _due_by(sa.text("urgent DESC"))


def downgrade() -> None:
    _due_by("urgent")
    # What came of it is known no more: it is as after a call that broke off.
    op.execute(f"UPDATE {SENDS} SET state = 'unsure' WHERE state = '{NEVER_ARRIVED}'")
    _let_states_be(STATES)
    op.drop_index(op.f("ix_subscription_sends_msgid"), SENDS)
    op.drop_column(SENDS, "msgid")
    op.drop_column(ANSWERS, "twin_id")
    op.drop_column(ANSWERS, "pushed")
    op.drop_index("ix_notice_editions_untouched", EDITIONS)
    op.drop_column(EDITIONS, "touched_at")


def _editions() -> None:
    op.add_column(EDITIONS, sa.Column("touched_at", sa.DateTime(timezone=True), nullable=True))
    # When a draft was touched last is not known: its ninety days begin now, lest it goes at once.
    op.execute(f"UPDATE {EDITIONS} SET touched_at = COALESCE(published_at, now())")
    op.alter_column(EDITIONS, "touched_at", nullable=False)
    op.create_index(
        "ix_notice_editions_untouched", EDITIONS, ["touched_at"], postgresql_where=DRAFTS
    )


def _answers() -> None:
    """All that were told so far were told by the mini-program."""
    no = sa.text("false")
    op.add_column(ANSWERS, sa.Column("pushed", sa.Boolean(), nullable=False, server_default=no))
    op.alter_column(ANSWERS, "pushed", server_default=None)
    op.add_column(ANSWERS, sa.Column("twin_id", sa.Uuid(), nullable=True))


def _let_states_be(states: str) -> None:
    name = op.f("ck_subscription_sends_state")
    op.drop_constraint(name, SENDS, type_="check")
    op.create_check_constraint(name, SENDS, f"state IN ({states})")


def _due_by(urgent: sa.TextClause | str) -> None:
    name, waits = "ix_subscription_sends_due", sa.text("state = 'waiting'")
    op.drop_index(name, SENDS)
    op.create_index(name, SENDS, [urgent, "due_at", "id"], postgresql_where=waits)
