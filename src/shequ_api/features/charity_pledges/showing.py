"""Pledges, shares and postings as their givers see them."""

from collections.abc import Mapping
from typing import Any

from shequ_api.features.charity_pledges.rules import (
    OUTCOME_TITLES,
    PER_TITLES,
    WHOLE,
    PledgeOutcome,
    PledgeUnit,
)
from shequ_api.features.charity_pledges.schemas import (
    IncomeShareView,
    PledgePostingLine,
    UnitPledgeView,
)


def pledge_view(row: Mapping[str, Any]) -> UnitPledgeView:
    """A row of `pledge_lines`."""
    return UnitPledgeView.model_validate({**row, "per_title": PER_TITLES[PledgeUnit(row["per"])]})


def posting_line(row: Mapping[str, Any]) -> PledgePostingLine:
    """A row of `pledge_postings`."""
    title = OUTCOME_TITLES[PledgeOutcome(row["outcome"])]
    return PledgePostingLine.model_validate({**row, "outcome_title": title})


def share_view(row: Mapping[str, Any]) -> IncomeShareView:
    """A row of `share_lines`."""
    due = row["ten_thousandths"] - row["given_points"] * WHOLE
    return IncomeShareView.model_validate({**row, "due_ten_thousandths": due})
