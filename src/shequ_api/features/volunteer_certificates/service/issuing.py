"""Issuing certificates, and withdrawing them."""

from datetime import date, datetime
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.people.models import Person
from shequ_api.base.places.models import Place
from shequ_api.features.volunteer_certificates import queries
from shequ_api.features.volunteer_certificates.models import VolunteerCertificate
from shequ_api.features.volunteer_certificates.refusals import (
    CertificateWithdrawn,
    DaysUnfit,
    NameMissing,
    NothingServed,
    TooManyCertificates,
)
from shequ_api.features.volunteer_certificates.rules import (
    NameShown,
    WithdrawnFor,
    name_on,
)
from shequ_api.features.volunteer_hours.public import (
    VolunteerAccount,
    account_of,
    locked,
    served_in,
)
from shequ_api.kit.checked_papers import drawn, fresh_code, fresh_number
from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.ids import new_id

C = VolunteerCertificate
MOST_A_DAY = 20


async def issue(
    session: AsyncSession,
    actor: Actor,
    *,
    district_id: UUID,
    first_day: date | None,
    last_day: date | None,
    name_shown: NameShown,
    replaced: VolunteerCertificate | None,
    now: datetime,
) -> VolunteerCertificate:
    """Freeze what counts of some days, under the account's lock: nothing is taken back beside."""
    today = china_date(now)
    last = last_day or today
    if last > today or (first_day or last) > last:
        raise DaysUnfit
    person = await session.get_one(Person, actor.person_id)
    if not person.name:
        raise NameMissing
    account = await _account(session, person.id, district_id, today)
    minutes, services, earliest = await served_in(session, account.id, first_day, last)
    if earliest is None:
        raise NothingServed
    district = await session.get_one(Place, district_id)
    made = VolunteerCertificate(
        id=new_id(),
        person_id=person.id,
        account_id=account.id,
        district_id=district.id,
        number=await drawn(session, C.number, partial(fresh_number, district.code)),
        code=await drawn(session, C.code, fresh_code),
        name=name_on(person.name, name_shown),
        name_shown=name_shown.value,
        issued_at_name=district.name,
        minutes=minutes,
        services=services,
        first_day=first_day or earliest,
        last_day=last,
        issued_at=now,
    )
    session.add(made)
    await session.flush()
    if replaced is not None:
        await _replace(session, replaced, made, now)
    return made


async def _account(
    session: AsyncSession, person_id: UUID, district_id: UUID, today: date
) -> VolunteerAccount:
    """The locked account of somebody who may be issued one more today."""
    opened = await session.scalar(account_of(person_id, district_id))
    if opened is None:
        raise NothingServed
    account = await locked(session, opened.id)
    issued = await session.scalar(queries.issued_since(person_id, china_midnight(today))) or 0
    if issued >= MOST_A_DAY:
        raise TooManyCertificates(most_a_day=MOST_A_DAY)
    return account


async def _replace(
    session: AsyncSession,
    replaced: VolunteerCertificate,
    made: VolunteerCertificate,
    now: datetime,
) -> None:
    await session.refresh(replaced, with_for_update=True)
    if replaced.withdrawn_at is not None:
        raise CertificateWithdrawn
    end(replaced, WithdrawnFor.REPLACED, now)
    replaced.replaced_by_id = made.id
    await session.flush()


async def withdraw(
    session: AsyncSession, certificate: VolunteerCertificate, *, now: datetime
) -> VolunteerCertificate:
    """Its holder wants it no more. A second time changes nothing."""
    await session.refresh(certificate, with_for_update=True)
    if certificate.withdrawn_at is None:
        end(certificate, WithdrawnFor.HOLDER, now)
        await session.flush()
    return certificate


def end(certificate: VolunteerCertificate, why: WithdrawnFor, now: datetime) -> None:
    """It holds no more."""
    certificate.withdrawn_at, certificate.withdrawn_for = now, why.value


async def end_unfounded(
    session: AsyncSession, account_id: UUID, day: date, *, now: datetime
) -> None:
    """Withdraw those of an account that say more of a day's time than counts by now."""
    account = await locked(session, account_id)
    for certificate in list(await session.scalars(queries.valid_over(account.id, day))):
        days = (certificate.first_day, certificate.last_day)
        minutes, services, _ = await served_in(session, account.id, *days)
        if minutes < certificate.minutes or services < certificate.services:
            end(certificate, WithdrawnFor.HOURS_REVERSED, now)
    await session.flush()
