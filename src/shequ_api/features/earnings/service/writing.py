"""Verdicts as rows, before anything has moved."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from shequ_api.features.earning_records.public import Earning, EarningFact
from shequ_api.features.earning_rules.public import (
    CARD_LEVEL,
    CapPer,
    Outcome,
    Tally,
    Terms,
    Verdict,
)
from shequ_api.features.earnings.service.leveling import AskedLevels
from shequ_api.features.earnings.wording import reason_for
from shequ_api.features.points.public import PointsCard
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id


@dataclass(frozen=True, slots=True)
class Counted:
    """What was found under the cards' locks."""

    tallies: Mapping[tuple[UUID, UUID], Tally]
    """By person and series: what counts against caps."""
    unpaid: Mapping[tuple[UUID, UUID], Mapping[CapPer, int]]
    """Of it, what budgets kept back."""


def written(
    noted: EarningFact,
    verdicts: Sequence[Verdict],
    cards: Mapping[UUID, PointsCard],
    paid: Mapping[UUID, int],
    counted: Counted,
    spared: Mapping[UUID, int],
    levels: AskedLevels,
    *,
    now: datetime,
) -> list[tuple[Terms, Earning]]:
    """Rows by their rules. `spared`: by rule, what earlier rounds left already."""
    titles = {verdict.rule.id: verdict.rule.title for verdict in verdicts}
    return [
        (
            verdict.rule,
            _row(
                noted,
                verdict,
                cards[verdict.earner_id].id,
                paid[verdict.rule.id],
                _working(verdict, counted, spared)
                | _level(levels.said(verdict.rule, verdict.earner_id, noted.happened_at)),
                titles,
                now=now,
            ),
        )
        for verdict in verdicts
    ]


def _working(verdict: Verdict, counted: Counted, spared: Mapping[UUID, int]) -> dict[str, Any]:
    room, better = verdict.room, verdict.outranked_by
    said: dict[str, Any] = {
        "worth": verdict.worth,
        "room": asdict(room) if room else None,
        "outranked_by": str(better) if better else None,
    }
    if left := spared.get(verdict.rule.id):
        said["left_before"] = left
    kept_back = counted.unpaid.get((verdict.earner_id, verdict.rule.series_id), {})
    if room and (unpaid := kept_back.get(room.per)):
        said["room"]["unpaid_points"] = unpaid
    return said


def _level(said: dict[str, Any] | None) -> dict[str, Any]:
    return {} if said is None else {CARD_LEVEL: said}


def _row(
    noted: EarningFact,
    verdict: Verdict,
    card_id: UUID,
    paid: int,
    working: dict[str, Any],
    titles: Mapping[UUID, str],
    *,
    now: datetime,
) -> Earning:
    rule = verdict.rule
    short = not rule.shadow and paid < verdict.due
    better = verdict.outranked_by
    reason = reason_for(
        verdict,
        verdict.due if rule.shadow else paid,
        titles[better] if better else None,
        left=working.get("left_before", 0),
        unpaid=(working["room"] or {}).get("unpaid_points", 0),
    )
    return Earning(
        id=new_id(),
        district_id=noted.district_id,
        community_id=noted.community_id,
        card_id=card_id,
        rule_id=rule.id,
        series_id=rule.series_id,
        subject_id=noted.subject_id,
        round=noted.round,
        fact_id=noted.id,
        points=paid,
        due_points=verdict.due,
        shadow=rule.shadow,
        outcome=Outcome.OUT_OF_BUDGET if short else verdict.outcome,
        reason=reason,
        working=working,
        transfer_id=None,
        earned_on=china_date(now),
        earned_at=now,
    )
