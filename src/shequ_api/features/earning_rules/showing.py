"""Putting rules together for a reader."""

from collections.abc import Mapping
from typing import Any

from shequ_api.features.earning_rules.rules import TRIGGERS, RuleFact
from shequ_api.features.earning_rules.schemas import EarningRuleView, EarningWindows
from shequ_api.features.earning_rules.windows import windows_in_words


def rule_view(row: Mapping[Any, Any]) -> EarningRuleView:
    """A rule with its fact's name and its windows in words."""
    fact_title = TRIGGERS[RuleFact(row["fact"])].title
    text = windows_in_words(row["windows"])
    windows = EarningWindows.model_validate(row["windows"]).model_dump()
    shown = {"fact_title": fact_title, "windows": windows, "windows_text": text}
    return EarningRuleView.model_validate({**row, **shown})
