"""What this module keeps sealed."""

from typing import Any

from shequ_api.base.people.account_models import PhoneBinding
from shequ_api.base.people.models import Person
from shequ_api.base.people.phones import PhoneBook
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.sealed import Sealed


def phone_index(parts: Parts, _: Any, phone: str) -> bytes:
    """By which a number is found, wherever it stands."""
    return parts.get(PhoneBook).index_of(phone)


SEALED = (
    Sealed(Person.phone_sealed, "phone", {"phone_index": phone_index}),
    Sealed(PhoneBinding.phone_sealed, "phone_sealed", {"phone_index": phone_index}),
)
