"""Issuing certificates, revoking and replacing them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.people.queries import serving_in
from shequ_api.base.places.models import Place
from shequ_api.blocks.forms.stating import Stated
from shequ_api.features.service_certificates.events import CertificateIssued, CertificateRevoked
from shequ_api.features.service_certificates.models import LISTED_BY, ServiceCertificate
from shequ_api.features.service_certificates.refusals import CertificateRevokedAlready
from shequ_api.features.service_certificates.rules import HolderNameShown, RevokedFor, last_day
from shequ_api.kit.checked_papers import drawn, fresh_code, fresh_number
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id

C = ServiceCertificate
KEPT = (
    "title",
    "service_title",
    "holder_id",
    "organisation_id",
    "name_shown",
    "place_id",
    "stated",
)
"""What a replacement takes over, beside the places and the last day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What is certified, and of whom."""

    title: str
    service_title: str
    holder_id: UUID | None
    organisation_id: UUID | None
    holder_name: str
    said: str | None
    stated: Sequence[Stated]
    """Answers of the application, in words."""
    valid_days: int | None
    office: Place
    scopes: dict[str, Any]
    """The located columns of the office; the district is the holder's where it has none."""


async def issue(
    session: AsyncSession, actor: Actor, grant: Grant, *, now: datetime
) -> ServiceCertificate:
    """A certificate under a number and a code that nobody had before."""
    return await _put(
        session,
        actor,
        title=grant.title,
        service_title=grant.service_title,
        holder_id=grant.holder_id,
        organisation_id=grant.organisation_id,
        holder_name=grant.holder_name,
        name_shown=HolderNameShown.MASKED.value,
        said=grant.said,
        stated=[each._asdict() for each in grant.stated],
        place_id=grant.office.id,
        office_name=grant.office.full_name,
        **grant.scopes,
        valid_until=last_day(china_date(now), grant.valid_days),
        now=now,
    )


async def replace(
    session: AsyncSession,
    actor: Actor,
    certificate: ServiceCertificate,
    *,
    holder_name: str,
    said: str | None,
    reason: str,
    now: datetime,
) -> ServiceCertificate:
    """Another one with what was wrong put right, until the same day; the old one holds no more."""
    await _hold_valid(session, certificate)
    made = await _put(
        session,
        actor,
        **{name: getattr(certificate, name) for name in (*KEPT, *LISTED_BY)},
        office_name=certificate.office_name,
        valid_until=certificate.valid_until,
        holder_name=holder_name,
        said=said,
        now=now,
    )
    certificate.replaced_by_id = made.id
    await _end(session, certificate, RevokedFor.REPLACED, now)
    certificate.revocation_reason, certificate.revoked_by_id = reason, actor.person_id
    await session.flush()
    return made


async def revoke(
    session: AsyncSession,
    actor: Actor,
    certificate: ServiceCertificate,
    *,
    reason: str,
    now: datetime,
) -> ServiceCertificate:
    """It holds no more, for a reason that whoever checks it is not told."""
    await _hold_valid(session, certificate)
    await _end(session, certificate, RevokedFor.OFFICE, now)
    certificate.revocation_reason, certificate.revoked_by_id = reason, actor.person_id
    await session.flush()
    return certificate


async def show_name(
    session: AsyncSession, certificate: ServiceCertificate, shown: HolderNameShown
) -> ServiceCertificate:
    """How the name reads for whoever checks it, as its holder wishes."""
    certificate.name_shown = shown.value
    await session.flush()
    return certificate


async def _put(
    session: AsyncSession, actor: Actor, *, now: datetime, **said: Any
) -> ServiceCertificate:
    district = await session.get_one(Place, said["district_id"])
    made = ServiceCertificate(
        id=new_id(),
        number=await drawn(session, C.number, partial(fresh_number, district.code)),
        code=await drawn(session, C.code, fresh_code),
        issued_at=now,
        issued_by_id=actor.person_id,
        **said,
    )
    session.add(made)
    await session.flush()
    record(session, CertificateIssued(**_facts(made)), now=now)
    return made


async def _hold_valid(session: AsyncSession, certificate: ServiceCertificate) -> None:
    await session.refresh(certificate, with_for_update={"key_share": True})
    if certificate.revoked_at is not None:
        raise CertificateRevokedAlready


async def _end(
    session: AsyncSession, certificate: ServiceCertificate, why: RevokedFor, now: datetime
) -> None:
    certificate.revoked_at, certificate.revoked_for = now, why.value
    ours: list[UUID] = []
    if certificate.organisation_id is not None:
        serving = serving_in(certificate.organisation_id, china_date(now))
        ours = list(await session.scalars(serving))
    revoked = CertificateRevoked(
        **_facts(certificate), revoked_for=why.value, served_by_ids=tuple(ours)
    )
    record(session, revoked, now=now)


def _facts(certificate: ServiceCertificate) -> dict[str, Any]:
    return {
        "subject_id": certificate.id,
        "district_id": certificate.district_id,
        "place_id": certificate.place_id,
        "holder_id": certificate.holder_id,
        "organisation_id": certificate.organisation_id,
    }
