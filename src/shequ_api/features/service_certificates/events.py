from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class CertificateFact(Fact):
    """Base: `subject_id` is the certificate."""

    place_id: UUID
    """Whose office issued it."""
    holder_id: UUID | None
    organisation_id: UUID | None


class CertificateIssued(CertificateFact):
    """Somebody holds a certificate now."""

    name: ClassVar[str] = "service_certificate_issued"


class CertificateRevoked(CertificateFact):
    """It holds no more."""

    name: ClassVar[str] = "service_certificate_revoked"

    revoked_for: str
    served_by_ids: tuple[UUID, ...] = ()
    """Of an organisation's: who serves in it."""
