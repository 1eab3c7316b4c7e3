"""What the register shows: masked, but for a reveal."""

from datetime import date
from typing import Any

from shequ_api.features.register.catalogue import CATALOGUE
from shequ_api.features.register.models import Correction, Entry, Occupancy, Premises, RegisterFact
from shequ_api.features.register.schemas import EntryView, FactView
from shequ_api.features.register.schemas_own import CorrectionView, PremisesView
from shequ_api.features.register.sealing import RegisterSeal
from shequ_api.features.register.service import premises as keeping
from shequ_api.features.register.service.corrections import asked_of
from shequ_api.features.register.service.entries import identity_of
from shequ_api.kit.masking import mask_id_number, mask_name, mask_phone


def shown_entry(
    seal: RegisterSeal, entry: Entry, occupancy: Occupancy, dwelling_name: str
) -> EntryView:
    """An entry and how it belongs to its dwelling."""
    known = identity_of(seal, entry)
    return EntryView(
        id=entry.id,
        dwelling_id=entry.place_id,
        dwelling_name=dwelling_name,
        name=known.name and mask_name(known.name),
        phone=known.phone and mask_phone(known.phone),
        id_number=known.id_number and mask_id_number(known.id_number),
        cohort=entry.cohort,
        sex=entry.sex,
        occupancy_id=occupancy.id,
        belonging=occupancy.belonging,
        household=occupancy.household,
        starts_on=occupancy.starts_on,
        has_account=entry.person_id is not None,
        source=entry.source,
        verified_at=entry.verified_at,
        stale_on=entry.stale_on,
        occupancy_stale_on=occupancy.stale_on,
    )


def shown_fact(fact: RegisterFact) -> FactView:
    """A keyed fact, without its value where that is sensitive."""
    kind = CATALOGUE[fact.key]
    return FactView(
        id=fact.id,
        key=fact.key,
        title=kind.title,
        entry_id=fact.entry_id,
        premises_id=fact.premises_id,
        value=None if kind.sensitive else fact.value,
        sensitive=kind.sensitive,
        source=fact.source,
        verified_at=fact.verified_at,
        stale_on=fact.stale_on,
    )


def shown_premises(seal: RegisterSeal, premises: Premises, place_name: str) -> PremisesView:
    """Premises, with who keeps them masked."""
    said = keeping.facts_of(seal, premises)
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
