"""What the register keeps sealed: names, phones, ID numbers, and how they are found again."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import Any
from uuid import UUID

from shequ_api.kit.crypto import (
    BlindIndex,
    FieldCipher,
    bare,
    derive,
    mac,
    normalise_id_number,
    normalise_phone,
)

CODE_BYTES, INDEX_BYTES, MAC_BYTES = 3, 5, 16
"""Cut so short that a match proves nothing without opening the field: 24 and 40 bits."""
LEAST_PART = 2
DISTRICTS_AT_HAND = 64


class RegisterSeal:
    """Seals fields of the register, each bound to its table, row and column, and indexes them.

    Keys of the indexes are a field's and a district's own: codes of two districts tell nothing
    about each other.
    """

    def __init__(self, cipher: FieldCipher, index_key: bytes) -> None:
        self._cipher = cipher
        self._index_key = index_key
        self._key = lru_cache(maxsize=4 * DISTRICTS_AT_HAND)(self._derived)

    def _derived(self, district_id: UUID, field: str) -> bytes:
        return derive(self._index_key, f"register/{district_id}/{field}")

    def seal(self, table: str, row_id: UUID, column: str, text: str) -> bytes:
        return self._cipher.seal(text, binding=f"{table}/{row_id}/{column}")

    def open(self, table: str, row_id: UUID, column: str, sealed: bytes | None) -> str | None:
        """The text in clear, None where nothing is kept. CannotOpen: moved or altered."""
        if sealed is None:
            return None
        return self._cipher.open(sealed, binding=f"{table}/{row_id}/{column}")

    def seal_facts(self, table: str, row_id: UUID, column: str, facts: Any) -> bytes:
        return self.seal(table, row_id, column, json.dumps(facts, ensure_ascii=False))

    def open_facts(self, table: str, row_id: UUID, column: str, sealed: bytes | None) -> Any:
        text = self.open(table, row_id, column, sealed)
        return None if text is None else json.loads(text)

    def phone_index(self, district_id: UUID, phone: str) -> bytes:
        """5 bytes, the same for each spelling of a number."""
        return self._index(district_id, "phone", normalise_phone, phone)

    def id_number_index(self, district_id: UUID, number: str) -> bytes:
        """5 bytes, the same for each spelling of an ID number; with its kind, as it is kept."""
        return self._index(district_id, "id_number", normalise_id_number, number)

    def _index(
        self, district_id: UUID, field: str, normalise: Callable[[str], str], value: str
    ) -> bytes:
        return BlindIndex(self._key(district_id, field), normalise).of(value)[:INDEX_BYTES]

    def name_codes(self, district_id: UUID, name: str) -> list[int]:
        """A code of 24 bits for each pair of neighbouring characters, sorted; none twice."""
        key, text = self._key(district_id, "name"), plain_name(name)
        pairs = {first + second for first, second in pairwise(text)}
        return sorted(
            int.from_bytes(mac(key, pair.encode("utf-8", "surrogatepass"), MAC_BYTES)[:CODE_BYTES])
            for pair in pairs
        )

    def version_of(self, district_id: UUID, subject_id: UUID, key: str, value: Any) -> str:
        """A digest of what a key says of a subject, None where it says nothing: 24 characters of
        base64url. Whoever knows it can tell whether it says the same by now, and nothing else."""
        text = json.dumps([str(subject_id), key, value], ensure_ascii=False)
        code = mac(self._key(district_id, "version"), text.encode("utf-8", "surrogatepass"), 18)
        return urlsafe_b64encode(code).decode()


def plain_name(name: str) -> str:
    """A name as it is compared: half-width, without blanks and dots, letters in lower case."""
    return bare(name).casefold()


def sealed_entry(
    seal: RegisterSeal,
    district_id: UUID,
    entry_id: UUID,
    *,
    name: str | None,
    phone: str | None,
    id_number: str | None,
    born_on: date | None,
) -> dict[str, Any]:
    """The columns of an entry that say who somebody is; None where nothing is given.

    `id_number` is a number with its kind, as it is kept (`papers.Paper.kept`).
    """
    return {
        "name_sealed": name and seal.seal("register_people", entry_id, "name", name),
        "name_codes": seal.name_codes(district_id, name) if name else None,
        "phone_sealed": phone and seal.seal("register_people", entry_id, "phone", phone),
        "phone_index": phone and seal.phone_index(district_id, phone),
        "id_number_sealed": id_number
        and seal.seal("register_people", entry_id, "id_number", id_number),
        "id_number_index": id_number and seal.id_number_index(district_id, id_number),
        "born_sealed": born_on
        and seal.seal("register_people", entry_id, "born", born_on.isoformat()),
        "cohort": born_on and born_on.year // 5 * 5,
    }
