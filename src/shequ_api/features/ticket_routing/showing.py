"""Putting rules, and what they said, together for a reader."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.ticket_routing import queries
from shequ_api.features.ticket_routing.judging import Verdict
from shequ_api.features.ticket_routing.models import Routing, RoutingRule
from shequ_api.features.ticket_routing.rule_schemas import RoutingRuleEditionView, RoutingRuleView
from shequ_api.features.ticket_routing.rules import (
    CONDITION_TITLES,
    WHY_NOT_TITLES,
    Condition,
    WhyNot,
)
from shequ_api.features.ticket_routing.schemas import (
    CandidateView,
    ConditionView,
    ConsideredRule,
    RoutingAnswer,
    RoutingView,
)

Names = Mapping[UUID, Any]


def rule_view(row: Mapping[str, Any]) -> RoutingRuleView:
    """A rule from a line of `rule_lines`."""
    return RoutingRuleView(**{**row["content"], **_beside(row, RoutingRuleView)})


def edition_view(row: Mapping[str, Any]) -> RoutingRuleEditionView:
    """An edition of a rule."""
    return RoutingRuleEditionView(**{**row["content"], **_beside(row, RoutingRuleEditionView)})


def _beside(row: Mapping[str, Any], view: Any) -> dict[str, Any]:
    return {name: row[name] for name in view.model_fields if name in row}


async def whole_rule(session: AsyncSession, rule: RoutingRule) -> RoutingRuleView:
    """One rule."""
    await session.flush()
    line = queries.rule_lines(RoutingRule.id == rule.id)
    return rule_view(dict((await session.execute(line)).mappings().one()))


async def routing_views(session: AsyncSession, routings: Sequence[Routing]) -> list[RoutingView]:
    """What was decided, with the names that people have now."""
    names = await _names(session, [one for each in routings for one in each.considered])
    return [
        RoutingView(
            outcome=each.outcome,
            rule_id=each.rule_id,
            chosen_posting_id=each.posting_id,
            considered=_considered(each.considered, names),
            occasion=each.occasion,
            routed_at=each.routed_at,
        )
        for each in routings
    ]


async def answer_view(session: AsyncSession, verdict: Verdict) -> RoutingAnswer:
    """What would be decided."""
    names = await _names(session, verdict.considered)
    return RoutingAnswer(
        outcome=verdict.outcome,
        rule_id=verdict.rule.id if verdict.rule else None,
        chosen_posting_id=verdict.chosen.posting_id if verdict.chosen else None,
        considered=_considered(verdict.considered, names),
    )


async def _names(session: AsyncSession, considered: Iterable[Mapping[str, Any]]) -> Names:
    ids = {UUID(one["posting_id"]) for each in considered for one in each["candidates"]}
    if not ids:
        return {}
    return {row.id: row for row in await session.execute(queries.names_of(ids))}


def _considered(rules: Iterable[Mapping[str, Any]], names: Names) -> list[ConsideredRule]:
    return [
        ConsideredRule(
            rule_id=each["rule_id"],
            version=each["version"],
            title=each["title"],
            fits=each["fits"],
            conditions=[
                ConditionView(
                    kind=one["kind"], title=CONDITION_TITLES[Condition(one["kind"])], met=one["met"]
                )
                for one in each["conditions"]
            ],
            candidates=[_candidate(one, names) for one in each["candidates"]],
        )
        for each in rules
    ]


def _candidate(one: Mapping[str, Any], names: Names) -> CandidateView:
    held, reason = names[UUID(one["posting_id"])], one["why_not"]
    return CandidateView(
        posting_id=held.id,
        role=held.role,
        person_name=held.name,
        load=one["load"],
        why_not=reason,
        why_not_title=WHY_NOT_TITLES[WhyNot(reason)] if reason else None,
    )
