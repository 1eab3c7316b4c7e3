"""Phone numbers of persons: sealed for reading, indexed for equality, masked for showing."""

from uuid import UUID

from shequ_api.base.people.models import Person
from shequ_api.kit.crypto import BlindIndex, FieldCipher
from shequ_api.kit.masking import mask_phone


class PhoneBook:
    """Seals, finds and shows phone numbers."""

    def __init__(self, cipher: FieldCipher, index: BlindIndex) -> None:
        self._cipher = cipher
        self._index = index

    def index_of(self, phone: str) -> bytes:
        return self._index.of(phone)

    def write(self, person: Person, phone: str) -> None:
        """Put a number on a person."""
        person.phone_sealed = self._cipher.seal(phone, binding=_binding(person.id))
        person.phone_index = self.index_of(phone)

    def read(self, person_id: UUID, sealed: bytes) -> str:
        """The number in clear: only for a person who may see it."""
        return self._cipher.open(sealed, binding=_binding(person_id))

    def masked(self, person_id: UUID, sealed: bytes | None) -> str | None:
        """The number as WeChat's rules show it, None where there is none."""
        return mask_phone(self.read(person_id, sealed)) if sealed else None


def _binding(person_id: UUID) -> str:
    return f"persons/{person_id}/phone"
