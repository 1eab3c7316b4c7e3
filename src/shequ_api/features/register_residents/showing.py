"""Corrections as they are shown."""

from datetime import date
from typing import Any

from shequ_api.base.register.models import Correction
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.features.register_residents.schemas import CorrectionView
from shequ_api.features.register_residents.service import asked_of


def shown_correction(seal: RegisterSeal, correction: Correction) -> CorrectionView:
    """A correction by the names of its fields: what they should say, a reveal shows."""
    return CorrectionView(
        id=correction.id,
        entry_id=correction.entry_id,
        fields=sorted(asked_of(seal, correction)["wanted"]),
        asked_at=correction.asked_at,
        decided_at=correction.decided_at,
        accepted=correction.accepted,
        reason=correction.reason,
    )


def plain_fields(given: dict[str, Any], *dropped: str) -> dict[str, Any]:
    """The fields of a body that a client sent, without some, as they are sealed."""
    return {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in given.items()
        if key not in dropped
    }
