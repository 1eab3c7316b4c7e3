"""How a rule came to what it said, step by step in words. Pure."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from shequ_api.features.earning_rules.public import (
    CARD_LEVEL,
    EARNER_TITLES,
    FIELD_TITLES,
    Earner,
    Terms,
    earner_of,
    fits_level,
    meets,
    windows_in_words,
)
from shequ_api.features.earnings.wording import condition_in_words, room_in_words

UNMET, CLOSED, NOT_FOR_YOU = "unmet", "closed", "not_for_you"
"""Why a rule did not apply to a fact, or not to the one who asks."""


def conditions_in_words(
    terms: Terms, facts: Mapping[str, Any] | None, level: Mapping[str, Any] | None
) -> list[str]:
    """A sentence for each condition, which says whether it is met. `level`: as an earning keeps
    it."""
    fields = [
        _condition(name, each, (facts or {}).get(name))
        for name, each in terms.conditions.items()
        if name != CARD_LEVEL and facts is not None
    ]
    return fields + ([_level(level, is_met=True)] if level is not None else [])


def _condition(name: str, condition: Any, value: Any) -> str:
    is_met = "符合" if meets(value, condition) else "不符合"
    shown = "未填" if value is None else value
    return f"{FIELD_TITLES[name]}为 {shown}，{is_met}要求：{condition_in_words(condition)}"


def _level(level: Mapping[str, Any], *, is_met: bool) -> str:
    is_said = "符合" if is_met else "不符合"
    shown = "未达等级" if level["title"] is None else level["title"]
    return f"当时{FIELD_TITLES[CARD_LEVEL]}为 {shown}，{is_said}要求：{'、'.join(level['asked'])}"


def why_not(
    terms: Terms,
    facts: Mapping[str, Any],
    person_id: UUID,
    *,
    is_open: bool,
    level: Mapping[str, Any] | None,
) -> tuple[str, str] | None:
    """Why a rule gave nothing to a person for a fact: a code and a sentence; None where it should
    have. `level`: theirs, where the rule asks for one."""
    for name, condition in terms.conditions.items():
        if name != CARD_LEVEL and not meets(facts.get(name), condition):
            return UNMET, f"{terms.title}：{_condition(name, condition, facts.get(name))}"
    if not is_open:
        return CLOSED, f"{terms.title}：不在计分时段（{windows_in_words(terms.windows)}）"
    if earner_of(terms, facts) != person_id:
        return NOT_FOR_YOU, f"{terms.title}：积分归{EARNER_TITLES[Earner(terms.earner)]}"
    if level is not None and not fits_level(terms, level["key"]):
        return UNMET, f"{terms.title}：{_level(level, is_met=False)}"
    return None


def steps_of(
    terms: Terms,
    facts: Mapping[str, Any] | None,
    working: Mapping[str, Any],
    titles: Mapping[str, str],
) -> list[str]:
    """The steps from a fact to what a rule gave, by what was kept. `titles`: of rules, by id as
    text."""
    steps = conditions_in_words(terms, facts, working.get(CARD_LEVEL))
    if (worth := working.get("worth")) is not None:
        steps.append(_worth(terms, facts, worth))
    if (room := working.get("room")) is not None:
        steps.append(room_in_words(room))
    if left := working.get("left_before"):
        steps.append(f"此前已得 {left} 分未扣回，不再重复发放")
    if (better := working.get("outranked_by")) is not None:
        steps.append(f"同组规则“{titles.get(better, '另一条规则')}”优先")
    return steps


def _worth(terms: Terms, facts: Mapping[str, Any] | None, worth: int) -> str:
    if terms.per_unit is None:
        return f"应计 {worth} 分"
    units = facts.get(terms.per_unit) if facts is not None else None
    name = FIELD_TITLES[terms.per_unit]
    most = f"单次最多 {terms.most_points} 分"
    return f"{name} {units}，每单位 {terms.points} 分，{most}，应计 {worth} 分"
