"""Reads of certificates."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from shequ_api.features.volunteer_certificates.models import VolunteerCertificate

Rows = Select[*tuple[Any, ...]]
ORDER = [VolunteerCertificate.issued_at, VolunteerCertificate.id]


def certificates_of(person_id: UUID) -> Rows:
    """All certificates of a person."""
    return select(VolunteerCertificate.__table__).where(VolunteerCertificate.person_id == person_id)


def issued_since(person_id: UUID, instant: datetime) -> Select[int]:
    """How many certificates somebody got since an instant."""
    return select(func.count()).where(
        VolunteerCertificate.person_id == person_id, VolunteerCertificate.issued_at >= instant
    )


def by_code(code: str) -> Select[VolunteerCertificate]:
    """The certificate of a code."""
    return select(VolunteerCertificate).where(VolunteerCertificate.code == code)


def valid_over(account_id: UUID, day: date) -> Select[VolunteerCertificate]:
    """The certificates of an account that hold and speak of a day."""
    return (
        select(VolunteerCertificate)
        .where(
            VolunteerCertificate.account_id == account_id,
            VolunteerCertificate.withdrawn_at.is_(None),
            VolunteerCertificate.first_day <= day,
            VolunteerCertificate.last_day >= day,
        )
        .order_by(VolunteerCertificate.id)
        .with_for_update()
    )
