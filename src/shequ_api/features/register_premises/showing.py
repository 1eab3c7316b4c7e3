"""Premises as they are shown."""

from shequ_api.base.register.models import Premises
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.features.register_premises.schemas import PremisesView
from shequ_api.features.register_premises.service import facts_of
from shequ_api.kit.masking import mask_name, mask_phone


def shown_premises(seal: RegisterSeal, premises: Premises, place_name: str) -> PremisesView:
    """Premises, with who keeps them masked."""
    said = facts_of(seal, premises)
    name, phone = said.pop("keeper_name"), said.pop("keeper_phone")
    return PremisesView(
        id=premises.id,
        place_id=premises.place_id,
        place_name=place_name,
        **said,
        keeper_name=name and mask_name(name),
        keeper_phone=phone and mask_phone(phone),
        source=premises.source,
        verified_at=premises.verified_at,
        stale_on=premises.stale_on,
        ended_at=premises.ended_at,
    )
