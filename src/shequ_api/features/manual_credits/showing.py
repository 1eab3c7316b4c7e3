"""Putting credits together for a reader."""

from collections.abc import Mapping
from typing import Any

from shequ_api.features.manual_credits.rules import (
    REASON_TITLES,
    STATE_TITLES,
    CreditReason,
    CreditState,
)
from shequ_api.features.manual_credits.schemas import ManualCreditLine, OwnManualCredit


def credit_line(row: Mapping[Any, Any]) -> ManualCreditLine:
    """As staff read it."""
    return ManualCreditLine(**_of(row, ManualCreditLine), **_titles(row))


def own_credit(row: Mapping[Any, Any]) -> OwnManualCredit:
    """As its receiver reads it: who decided is the community's affair."""
    return OwnManualCredit(**_of(row, OwnManualCredit), **_titles(row), given_at=row["closed_at"])


def _of(row: Mapping[Any, Any], shape: type[Any]) -> dict[str, Any]:
    return {name: row[name] for name in shape.model_fields if name in row}


def _titles(row: Mapping[Any, Any]) -> dict[str, str]:
    return {
        "reason_title": REASON_TITLES[CreditReason(row["reason"])],
        "state_title": STATE_TITLES[CreditState(row["state"])],
    }
