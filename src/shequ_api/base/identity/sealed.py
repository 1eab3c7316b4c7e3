"""What this module keeps sealed."""

from shequ_api.base.identity.models import PersonRecord
from shequ_api.base.people.sealed import phone_index
from shequ_api.kit.sealed import Sealed

SEALED = (Sealed(PersonRecord.phone_sealed, "phone", {"phone_index": phone_index}),)
