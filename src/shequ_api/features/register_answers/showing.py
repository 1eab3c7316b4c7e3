"""What is known of a fact, as it is shown: masked where it is sealed."""

from typing import Any

from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.tellable import PHONES, Field, Tellable
from shequ_api.features.register_answers.knowing import (
    Subject,
    standing_of,
    value_of,
    version_of,
)
from shequ_api.features.register_answers.schemas import KnownView
from shequ_api.kit.masking import mask_name, mask_phone


def masked(fact: Tellable, value: Any) -> Any:
    """A value as whoever may read the register sees it."""
    if value is None or not fact.sealed:
        return value
    if fact.key in PHONES and fact.fact_kind is None:
        return mask_phone(value)
    return mask_name(value) if fact.key in {Field.NAME, Field.KEEPER_NAME} else None


def known_view(seal: RegisterSeal, subject: Subject, fact: Tellable) -> KnownView:
    """What the register says of a fact."""
    value, standing = value_of(seal, subject, fact), standing_of(seal, subject, fact)
    return KnownView(
        value=masked(fact, value),
        source=standing.source if standing else None,
        verified_at=standing.verified_at if standing else None,
        stale_on=standing.stale_on if standing else None,
        base_version=version_of(seal, subject, fact, value),
    )
