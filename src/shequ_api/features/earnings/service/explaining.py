"""Why somebody got so many points for one thing, or none."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.earning_rules.public import (
    FIELD_TITLES,
    TRIGGERS,
    EarningRule,
    RuleFact,
    rules_paying_for,
)
from shequ_api.features.earnings import queries
from shequ_api.features.earnings.explaining import steps_of, why_not
from shequ_api.features.earnings.models import Earning, EarningFact
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
    said = [_said(rules[each.rule_id], each, told, titles) for each in mine]
    silent = [rule for rule in rules.values() if rule.id not in {each.rule_id for each in mine}]
    open_ids = {rule.id for rule in await open_at(session, silent, kept.happened_at)}
    for rule in silent:
        reason = why_not(rule, told, person_id, is_open=rule.id in open_ids)
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
        text=_summed(fact, points),
        rules=said,
    )


async def explain_earning(session: AsyncSession, earning: Earning) -> EarningExplanation:
    """Of an earning that was judged before facts were kept: what is known of it alone."""
    rule = await session.get_one(EarningRule, earning.rule_id)
    fact = RuleFact(rule.fact)
    return EarningExplanation(
        subject_kind=TRIGGERS[fact].subject,
        subject_id=earning.subject_id,
        fact=fact,
        fact_title=TRIGGERS[fact].title,
        happened_at=None,
        judged_at=None,
        fields=[],
        points=earning.points,
        text=_summed(fact, earning.points),
        rules=[_said(rule, earning, None, {})],
    )


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
) -> ExplainedRule:
    return ExplainedRule(
        rule_id=rule.id,
        version=rule.version,
        title=rule.title,
        outcome=earning.outcome,
        points=earning.points,
        transfer_id=earning.transfer_id,
        text=earning.reason,
        steps=steps_of(rule, told, earning.working, titles),
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


def _summed(fact: RuleFact, points: int) -> str:
    title = TRIGGERS[fact].title
    return f"您因“{title}”共得 {points} 分" if points else f"您因“{title}”没有得到积分"
