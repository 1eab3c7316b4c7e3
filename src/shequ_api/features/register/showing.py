"""What the register shows: masked, but for a reveal."""

from shequ_api.base.register.models import Entry, Occupancy
from shequ_api.base.register.rules import Origin
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.base.register.service.entries import identity_of
from shequ_api.features.register.schemas import EntryView, Sourcing
from shequ_api.kit.masking import mask_id_number, mask_name, mask_phone


def origin_of(body: Sourcing) -> Origin:
    """Where what a client says comes from."""
    return Origin(source=body.source, source_id=body.source_id)


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
        id_kind=known.id_kind,
        cohort=entry.cohort,
        sex=entry.sex,
        occupancy_id=occupancy.id,
        belonging=occupancy.belonging,
        household=occupancy.household,
        relation=occupancy.relation,
        starts_on=occupancy.starts_on,
        has_account=entry.person_id is not None,
        source=entry.source,
        verified_at=entry.verified_at,
        stale_on=entry.stale_on,
        occupancy_stale_on=occupancy.stale_on,
    )
