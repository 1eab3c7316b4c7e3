"""Putting alarms and rules together for a reader."""

from collections.abc import Mapping
from typing import Any

from shequ_api.features.points_alarms.rules import (
    KIND_TITLES,
    STATE_TITLES,
    UNITS,
    AlarmKind,
    AlarmRule,
    AlarmState,
    facts_in_words,
)
from shequ_api.features.points_alarms.schemas import (
    PointsAlarmRules,
    PointsAlarmRuleView,
    PointsAlarmView,
)


def alarm_view(row: Mapping[Any, Any]) -> PointsAlarmView:
    """An alarm with its facts in words."""
    kind, alone = AlarmKind(row["kind"]), row["other_id"] == row["person_id"]
    rule = AlarmRule(row["threshold"], row["window_minutes"])
    names = PointsAlarmView.model_fields.keys() - {"with_id", "with_name"}
    return PointsAlarmView(
        **{name: row[name] for name in names if name in row},
        kind_title=KIND_TITLES[kind],
        facts=facts_in_words(kind, row["amount"], rule),
        with_id=None if alone else row["other_id"],
        with_name=None if alone else row["with_name"],
        state_title=STATE_TITLES[AlarmState(row["state"])],
    )


def rules_view(rules: Mapping[AlarmKind, AlarmRule]) -> PointsAlarmRules:
    """All rules of a district."""
    return PointsAlarmRules(rules=[rule_view(kind, rule) for kind, rule in rules.items()])


def rule_view(kind: AlarmKind, rule: AlarmRule) -> PointsAlarmRuleView:
    return PointsAlarmRuleView(
        kind=kind,
        title=KIND_TITLES[kind],
        unit=UNITS[kind],
        enabled=rule.enabled,
        threshold=rule.threshold,
        window_minutes=rule.window_minutes,
    )
