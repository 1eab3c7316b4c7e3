"""Why somebody got so many points for one thing, or none."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.earning_records.public import Earning, EarningFact
from shequ_api.features.earning_rules.public import (
    FIELD_TITLES,
    TRIGGERS,
    EarningRule,
    RuleFact,
    rules_paying_for,
)
from shequ_api.features.earnings import queries
from shequ_api.features.earnings.explaining import steps_of, why_not
from shequ_api.features.earnings.schemas import EarningExplanation, ExplainedField, ExplainedRule
from shequ_api.features.earnings.service.earning import open_at
from shequ_api.features.earnings.service.facts import (
    as_of_now,
    became,
    known_as,
    people_in,
    people_of,
    told_again,
)
from shequ_api.features.earnings.service.leveling import levels_of
from shequ_api.features.earnings.wording import (
    line_in_words,
    line_title,
    side_title,
    taken_in_words,
)


async def fact_of_mine(
    session: AsyncSession, subject_id: UUID, person_id: UUID, kind: RuleFact | None
) -> EarningFact | None:
    """The latest that was judged about a thing (of a kind) and names a person as one who could earn
    by it; of an account that was merged into theirs, too. Two statements."""
    found = list(await session.scalars(queries.facts_about(subject_id, kind)))
    told = [(each, RuleFact(each.fact), told_again(each)) for each in found]
    named = {one for _, fact, fields in told for one in people_of(fact, fields).values()}
    kept = await became(session, named)
    for each, fact, fields in told:
        known = known_as(fact, fields, kept)
        if person_id in {known[name] for name in TRIGGERS[fact].earners.values()}:
            return each
    return None


async def explain(session: AsyncSession, kept: EarningFact, person_id: UUID) -> EarningExplanation:
    """The word of each rule that stood when a fact was judged, shadows left out."""
    fact = RuleFact(kept.fact)
    told = await as_of_now(session, fact, told_again(kept))
    about = rules_paying_for(
        kept.fact,
        community_id=kept.community_id,
        district_id=kept.district_id,
        at=kept.judged_at,
    )
    rules = {rule.id: rule for rule in await session.scalars(about)}
    mine = list(await session.scalars(queries.earnings_of(kept, person_id)))
    rules |= await _missing(session, rules, mine)
    titles = {str(rule.id): rule.title for rule in rules.values()}
    back = await _taken_back(session, mine)
    said = [_said(rules[each.rule_id], each, told, titles, back.get(each.id)) for each in mine]
    silent = [rule for rule in rules.values() if rule.id not in {each.rule_id for each in mine}]
    open_ids = {rule.id for rule in await open_at(session, silent, kept.happened_at)}
    asked = [(rule, person_id) for rule in silent]
    levels = await levels_of(session, asked, kept.district_id, kept.happened_at)
    for rule in silent:
        level = levels.said(rule, person_id, kept.happened_at)
        reason = why_not(rule, told, person_id, is_open=rule.id in open_ids, level=level)
        if reason is not None:
            said.append(_silent(rule, *reason))
    points = sum(each.points for each in mine)
    people = people_in(TRIGGERS[fact])
    return EarningExplanation(
        subject_kind=TRIGGERS[fact].subject,
        subject_id=kept.subject_id,
        fact=fact,
        fact_title=TRIGGERS[fact].title,
        happened_at=kept.happened_at,
        judged_at=kept.judged_at,
        fields=[
            ExplainedField(field=name, title=FIELD_TITLES[name], value=value)
            for name, value in kept.fields.items()
            if name not in people
        ],
        points=points,
        text=_summed(fact, points, back.values()),
        reason=None,
        other_side=None,
        rules=said,
    )


async def explain_earning(session: AsyncSession, earning: Earning) -> EarningExplanation:
    """Of an earning that was judged before facts were kept: what is known of it alone."""
    rule = await session.get_one(EarningRule, earning.rule_id)
    fact, back = RuleFact(rule.fact), await _taken_back(session, [earning])
    return EarningExplanation(
        subject_kind=TRIGGERS[fact].subject,
        subject_id=earning.subject_id,
        fact=fact,
        fact_title=TRIGGERS[fact].title,
        happened_at=None,
        judged_at=None,
        fields=[],
        points=earning.points,
        text=_summed(fact, earning.points, back.values()),
        reason=None,
        other_side=None,
        rules=[_said(rule, earning, None, {}, back.get(earning.id))],
    )


async def explain_movement(
    session: AsyncSession, transfer_id: UUID, person_id: UUID
) -> EarningExplanation | None:
    """Of a movement on a person's card that no rule earned: what kind of line it is, its own words,
    what it was for and who is at the other end. One statement."""
    found = await session.execute(queries.movement_of(transfer_id, person_id))
    row = found.one_or_none()
    if row is None:
        return None
    title = line_title(row.reference_kind, row.side, came=row.change > 0, back=row.back)
    other_side = side_title(row.side)
    return EarningExplanation(
        subject_kind=row.reference_kind,
        subject_id=row.reference_id,
        fact=None,
        fact_title=title,
        happened_at=row.at,
        judged_at=None,
        fields=[],
        points=row.change,
        text=line_in_words(title, row.reason, row.change, other_side),
        reason=row.reason,
        other_side=other_side,
        rules=[],
    )


async def _taken_back(
    session: AsyncSession, earnings: Sequence[Earning]
) -> dict[UUID, Mapping[str, Any]]:
    """By earning: what became of it when it was taken back. One statement."""
    rows = await session.execute(queries.taken_back([each.id for each in earnings if each.points]))
    return {row["earning_id"]: dict(row) for row in rows.mappings()}


async def _missing(
    session: AsyncSession, rules: Mapping[UUID, EarningRule], earnings: Sequence[Earning]
) -> dict[UUID, EarningRule]:
    """Rules by which something was earned though they stand no more at that instant: ended at the
    same moment."""
    ids = {each.rule_id for each in earnings} - rules.keys()
    if not ids:
        return {}
    found = await session.scalars(select(EarningRule).where(EarningRule.id.in_(ids)))
    return {rule.id: rule for rule in found}


def _said(
    rule: EarningRule,
    earning: Earning,
    told: Mapping[str, object] | None,
    titles: Mapping[str, str],
    back: Mapping[str, Any] | None,
) -> ExplainedRule:
    steps = steps_of(rule, told, earning.working, titles)
    if back is not None:
        steps.append(taken_in_words(earning.points, back))
    return ExplainedRule(
        rule_id=rule.id,
        version=rule.version,
        title=rule.title,
        outcome=earning.outcome,
        points=earning.points,
        transfer_id=earning.transfer_id,
        text=earning.reason,
        steps=steps,
    )


def _silent(rule: EarningRule, outcome: str, text: str) -> ExplainedRule:
    return ExplainedRule(
        rule_id=rule.id,
        version=rule.version,
        title=rule.title,
        outcome=outcome,
        points=0,
        transfer_id=None,
        text=text,
        steps=[],
    )


def _summed(fact: RuleFact, points: int, back: Iterable[Mapping[str, Any]]) -> str:
    title = TRIGGERS[fact].title
    if not points:
        return f"您因“{title}”没有得到积分"
    taken = [each["taken_points"] for each in back]
    after = f"，审核通过被撤回后已扣回 {sum(taken)} 分" if taken else ""
    return f"您因“{title}”共得 {points} 分{after}"
