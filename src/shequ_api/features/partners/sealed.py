"""What this feature keeps sealed: numbers of partners' contacts."""

from shequ_api.features.partners.models import Partner
from shequ_api.kit.sealed import Sealed

SEALED = (Sealed(Partner.contact_phone_sealed, "contact_phone"),)
