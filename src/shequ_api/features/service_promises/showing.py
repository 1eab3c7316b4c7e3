"""Promises as people read them."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from shequ_api.features.earning_rules.public import (
    EARNER_TITLES,
    TRIGGERS,
    Earner,
    EarningRule,
    RuleFact,
)
from shequ_api.features.service_promises.schemas import PromisedLimit, PromisedPoints
from shequ_api.features.ticket_clocks.public import (
    TARGET_TITLES,
    Allowance,
    Counted,
    Policy,
    Target,
    said_length,
)

MINUTE = timedelta(minutes=1)


def limits_of(content: Mapping[str, Any]) -> list[PromisedLimit]:
    """The targets of a policy that have an end, in the order in which they come."""
    allowances = Policy.of(content).allowances
    return [
        PromisedLimit(
            target=target,
            target_title=TARGET_TITLES[target],
            minutes=allowed.length // MINUTE,
            counted=allowed.counted,
            says=f"{_said(allowed)}内{TARGET_TITLES[target]}",
        )
        for target in Target
        if (allowed := allowances.get(target)) is not None
    ]


def _said(allowed: Allowance) -> str:
    if allowed.counted == Counted.ELAPSED:
        return said_length(allowed.length)
    # No days: one of office hours is not one of the clock on the wall.
    hours, minutes = divmod(allowed.length // MINUTE, 60)
    told = f"{hours}小时" if hours else ""
    return f"{told}{f'{minutes}分钟' if minutes else ''}工作时间"


def points_of(rules: Iterable[EarningRule], service_code: str) -> list[PromisedPoints]:
    """What the rules give for tickets of a category: those that ask for more of a fact are given
    as they are, for their title says it."""
    return [
        PromisedPoints(
            fact=RuleFact(rule.fact),
            fact_title=TRIGGERS[RuleFact(rule.fact)].title,
            earner=Earner(rule.earner),
            earner_title=EARNER_TITLES[Earner(rule.earner)],
            title=rule.title,
            points=rule.points,
        )
        for rule in rules
        if service_code in rule.conditions.get("service_code", [service_code])
    ]
