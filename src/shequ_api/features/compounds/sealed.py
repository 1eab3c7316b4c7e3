"""What this feature keeps sealed: numbers of firms and committees."""

from shequ_api.features.compounds.models import CommitteeMember, PropertyContract
from shequ_api.kit.sealed import Sealed

SEALED = (
    Sealed(PropertyContract.contact_phone_sealed, "phone"),
    Sealed(CommitteeMember.phone_sealed, "phone"),
)
