"""What the register keeps sealed, and the short codes by which some of it is found."""

from typing import Any

from shequ_api.base.register.models import Correction, Entry, Former, Premises, RegisterFact
from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.sealed import Sealed


def _name_codes(parts: Parts, row: Any, name: str) -> list[int]:
    return parts.get(RegisterSeal).name_codes(row.district_id, name)


def _phone_index(parts: Parts, row: Any, phone: str) -> bytes:
    return parts.get(RegisterSeal).phone_index(row.district_id, phone)


def _id_number_index(parts: Parts, row: Any, number: str) -> bytes:
    return parts.get(RegisterSeal).id_number_index(row.district_id, number)


SEALED = (
    Sealed(Entry.name_sealed, "name", {"name_codes": _name_codes}),
    Sealed(Entry.phone_sealed, "phone", {"phone_index": _phone_index}),
    Sealed(Entry.id_number_sealed, "id_number", {"id_number_index": _id_number_index}),
    Sealed(Entry.born_sealed, "born"),
    Sealed(Premises.keeper_name_sealed, "keeper_name"),
    Sealed(Premises.keeper_phone_sealed, "keeper_phone"),
    Sealed(RegisterFact.value_sealed, "value"),
    Sealed(Former.former_sealed, "former"),
    Sealed(Correction.wanted_sealed, "wanted"),
)
