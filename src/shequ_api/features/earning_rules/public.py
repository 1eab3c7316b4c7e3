"""What other features may ask of earning rules."""

from shequ_api.features.earning_rules.caps import CAP_TITLES, CapPer, Room, Tally, since
from shequ_api.features.earning_rules.judging import Tallies, Verdict, paid_of, verdicts_on
from shequ_api.features.earning_rules.loading_router import (
    OurRule,
    Ruler,
    rule_in_scope,
    scope_of,
    terms_of,
)
from shequ_api.features.earning_rules.models import EarningRule
from shequ_api.features.earning_rules.queries import rules_about, rules_paying_for, standing_between
from shequ_api.features.earning_rules.rules import (
    AT_LEAST,
    AT_MOST,
    EARNER_TITLES,
    FIELD_TITLES,
    TRIGGERS,
    Condition,
    Earner,
    Outcome,
    RuleFact,
    Terms,
    Trigger,
    applies,
    earner_of,
    meets,
    period_fits,
    round_of,
)
from shequ_api.features.earning_rules.schemas import RULE, EarningRuleDraft
from shequ_api.features.earning_rules.service.ruling import PeriodUnfit, drawn, refuse_unfit
from shequ_api.features.earning_rules.windows import is_open, needs_calendar, windows_in_words

__all__ = [
    "AT_LEAST",
    "AT_MOST",
    "CAP_TITLES",
    "EARNER_TITLES",
    "FIELD_TITLES",
    "RULE",
    "TRIGGERS",
    "CapPer",
    "Condition",
    "Earner",
    "EarningRule",
    "EarningRuleDraft",
    "OurRule",
    "Outcome",
    "PeriodUnfit",
    "Room",
    "RuleFact",
    "Ruler",
    "Tallies",
    "Tally",
    "Terms",
    "Trigger",
    "Verdict",
    "applies",
    "drawn",
    "earner_of",
    "is_open",
    "meets",
    "needs_calendar",
    "paid_of",
    "period_fits",
    "refuse_unfit",
    "round_of",
    "rule_in_scope",
    "rules_about",
    "rules_paying_for",
    "scope_of",
    "since",
    "standing_between",
    "terms_of",
    "verdicts_on",
    "windows_in_words",
]
