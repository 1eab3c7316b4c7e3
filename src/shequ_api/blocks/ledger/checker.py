"""Proving the truths of the ledgers from the rows alone.

Each check is one statement, hence one snapshot: it raises no false alarm while others write.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.ledger import truths
from shequ_api.blocks.ledger.day_totals import days_that_do_not_add_up
from shequ_api.blocks.ledger.models import Ledger
from shequ_api.blocks.ledger.truths import Check, Span

FINDINGS_A_CHECK = 1000


class Truth(StrEnum):
    SUM_IS_ZERO = "sum_is_zero"
    BALANCE_IS_REPLAY = "balance_is_replay"
    HELD_IS_LIVE_HOLDS = "held_is_live_holds"
    ABOVE_FLOOR = "above_floor"
    ALWAYS_ABOVE_FLOOR = "always_above_floor"
    LEDGERS_APART = "ledgers_apart"
    AMOUNTS_MOVE = "amounts_move"
    REVERSALS_MIRROR = "reversals_mirror"
    POSTS_MATCH_HOLDS = "posts_match_holds"
    CHECKPOINTS_REPLAY = "checkpoints_replay"
    DAYS_ADD_UP = "days_add_up"


TITLES = {
    Truth.SUM_IS_ZERO: ("每个账本的余额合计为零", "the balances of a ledger sum to 0"),
    Truth.BALANCE_IS_REPLAY: ("余额等于全部转账的累计", "a balance is the replay of its transfers"),
    Truth.HELD_IS_LIVE_HOLDS: ("冻结额等于未结束的冻结之和", "held is the sum of live holds"),
    Truth.ABOVE_FLOOR: ("可用余额不低于下限", "nothing available is below its floor"),
    Truth.ALWAYS_ABOVE_FLOOR: ("历史上从未低于下限", "no balance was ever below its floor"),
    Truth.LEDGERS_APART: ("账本与区从不混用", "ledgers and districts never mix"),
    Truth.AMOUNTS_MOVE: ("数额为正且付收两方不同", "amounts are above 0, between two accounts"),
    Truth.REVERSALS_MIRROR: ("冲正与原转账相反且不超额", "a reversal mirrors its transfer"),
    Truth.POSTS_MATCH_HOLDS: ("入账与冻结一致", "a post matches its hold"),
    Truth.CHECKPOINTS_REPLAY: ("余额节点等于其前的转账累计", "a checkpoint is a replay too"),
    Truth.DAYS_ADD_UP: ("每日发生额与期初期末相符", "the days add up to the trial balances"),
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A truth that does not hold: of which row (None: a whole ledger), with which two numbers."""

    truth: Truth
    ledger: Ledger
    subject_id: UUID | None
    expected: int | None
    found: int | None


async def verify(session: AsyncSession, span: Span | None = None) -> list[Finding]:
    """All that is broken, at most 1,000 findings a truth; empty where all is well. With a span,
    what is new and a share of the rest."""
    findings = []
    for truth, check in CHECKS.items():
        rows = await session.execute(check(span).limit(FINDINGS_A_CHECK))
        findings += [
            Finding(truth, ledger, subject_id, _number(expected), _number(found))
            for ledger, subject_id, expected, found in rows
        ]
    return findings


def _number(value: Any) -> int | None:
    return None if value is None else int(value)


CHECKS: dict[Truth, Callable[[Span | None], Check]] = {
    Truth.SUM_IS_ZERO: truths.sums,
    Truth.BALANCE_IS_REPLAY: truths.replays,
    Truth.HELD_IS_LIVE_HOLDS: truths.held_sums,
    Truth.ABOVE_FLOOR: truths.floors,
    Truth.ALWAYS_ABOVE_FLOOR: truths.floors_in_the_past,
    Truth.LEDGERS_APART: truths.strangers,
    Truth.AMOUNTS_MOVE: truths.still,
    Truth.REVERSALS_MIRROR: truths.reversals,
    Truth.POSTS_MATCH_HOLDS: truths.posts,
    Truth.CHECKPOINTS_REPLAY: truths.checkpoints,
    Truth.DAYS_ADD_UP: days_that_do_not_add_up,
}
