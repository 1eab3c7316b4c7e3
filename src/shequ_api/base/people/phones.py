"""Phone numbers of persons: sealed for reading, indexed for equality, masked for showing."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.account_models import PhoneBinding, ReleaseReason
from shequ_api.base.people.models import Person
from shequ_api.kit.crypto import BlindIndex, FieldCipher
from shequ_api.kit.ids import new_id
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

    def seal_binding(self, binding_id: UUID, phone: str) -> bytes:
        """A number as its history keeps it."""
        return self._cipher.seal(phone, binding=f"phone_bindings/{binding_id}/phone_sealed")

    def read_binding(self, binding_id: UUID, sealed: bytes) -> str:
        """A number of the history in clear."""
        return self._cipher.open(sealed, binding=f"phone_bindings/{binding_id}/phone_sealed")


def holder_of(book: PhoneBook, phone: str) -> Select[Person]:
    """Whose number this is, if it is anybody's."""
    return select(Person).where(Person.phone_index == book.index_of(phone))


def _binding(person_id: UUID) -> str:
    return f"persons/{person_id}/phone"


async def bind(
    session: AsyncSession, book: PhoneBook, person: Person, phone: str, *, now: datetime
) -> None:
    """Put a free number on a person who has none, and begin its history."""
    book.write(person, phone)
    session.add(_binding_of(book, person, phone, bound_at=now))
    await session.flush()


async def release(
    session: AsyncSession, book: PhoneBook, person: Person, why: ReleaseReason, *, now: datetime
) -> str | None:
    """Take a person's number from them, and close its history; the number, if there was one."""
    if person.phone_sealed is None:
        return None
    phone = book.read(person.id, person.phone_sealed)
    live = select(PhoneBinding).where(
        PhoneBinding.phone_index == person.phone_index, PhoneBinding.released_at.is_(None)
    )
    binding = await session.scalar(live)
    if binding is None:
        binding = _binding_of(book, person, phone, bound_at=None)
        session.add(binding)
    binding.released_at, binding.released_for = now, why
    person.phone_sealed = person.phone_index = None
    # Written before it is put on anybody else: a number is one person's at every moment.
    await session.flush()
    return phone


def _binding_of(
    book: PhoneBook, person: Person, phone: str, *, bound_at: datetime | None
) -> PhoneBinding:
    binding_id = new_id()
    return PhoneBinding(
        id=binding_id,
        person_id=person.id,
        phone_sealed=book.seal_binding(binding_id, phone),
        phone_index=book.index_of(phone),
        bound_at=bound_at,
    )
