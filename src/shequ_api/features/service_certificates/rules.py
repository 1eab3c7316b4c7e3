"""What a certificate says of itself on a day."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Any

from shequ_api.kit.masking import mask_name


class HolderNameShown(StrEnum):
    FULL = "full"
    MASKED = "masked"


class ServiceCertificateState(StrEnum):
    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"


class RevokedFor(StrEnum):
    OFFICE = "office"
    REPLACED = "replaced"
    HOLDER_GONE = "holder_gone"


STATE_TITLES = {
    ServiceCertificateState.VALID: "有效",
    ServiceCertificateState.EXPIRED: "已过期",
    ServiceCertificateState.REVOKED: "已作废",
}


def state_of(certificate: Any, today: date) -> ServiceCertificateState:
    """Whether it holds on a day."""
    if certificate.revoked_at is not None:
        return ServiceCertificateState.REVOKED
    last = certificate.valid_until
    expired = last is not None and last < today
    return ServiceCertificateState.EXPIRED if expired else ServiceCertificateState.VALID


def last_day(issued_on: date, valid_days: int | None) -> date | None:
    """The last day on which it holds; the day of its issue is the first."""
    return None if valid_days is None else issued_on + timedelta(days=valid_days - 1)


def name_for_checkers(certificate: Any) -> str:
    """The name as whoever checks it reads it; a firm's is public."""
    shown: str = certificate.holder_name
    if certificate.organisation_id is not None or certificate.name_shown == HolderNameShown.FULL:
        return shown
    return mask_name(shown)
