"""Counting a piece of evidence, once; and taking back what counted of it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.events.facts import record
from shequ_api.blocks.ledger.service import transfer
from shequ_api.features.volunteer_hours import queries
from shequ_api.features.volunteer_hours.events import VolunteerHoursReversed
from shequ_api.features.volunteer_hours.models import (
    VolunteerAccount,
    VolunteerService,
    VolunteerTally,
)
from shequ_api.features.volunteer_hours.rules import (
    KIND_TITLES,
    ServiceKind,
    Terms,
    counted,
    periods_of,
)
from shequ_api.features.volunteer_hours.service.accounts import giver_of, locked, locked_in
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """That somebody served: what shows it, where, when, and how many minutes are due."""

    kind: ServiceKind
    id: UUID
    round: int = 1
    person_id: UUID
    district_id: UUID
    subdistrict_id: UUID
    community_id: UUID
    due_minutes: int
    served_at: datetime
    confirmed_by_id: UUID | None


async def credit(
    session: AsyncSession, evidence: Evidence, terms: Terms, *, now: datetime
) -> VolunteerService | None:
    """Count a piece of evidence; None where it was before. The last thing of a transaction.

    The account's row is locked first, so that the day's bounds are counted by one at a time; then
    the ledger's accounts.
    """
    account = await locked_in(
        session, person_id=evidence.person_id, district_id=evidence.district_id, now=now
    )
    told = select(VolunteerService.id).where(
        VolunteerService.evidence_id == evidence.id,
        VolunteerService.kind == evidence.kind,
        VolunteerService.round >= evidence.round,
    )
    if await session.scalar(told.limit(1)) is not None:
        return None
    day = china_date(evidence.served_at)
    of_day, of_facts = (await session.execute(queries.day_so_far(account.id, day))).one()
    minutes = counted(
        evidence.due_minutes, evidence.kind, of_day=of_day, of_facts=of_facts, terms=terms
    )
    service = _line(evidence, account, minutes, now)
    if minutes:
        await _tally(session, service, minutes, 1)
        giver = await giver_of(
            session, community_id=service.community_id, district_id=service.district_id, now=now
        )
        made = await transfer(
            session,
            key=f"volunteer/{service.kind}/{service.evidence_id}/{service.round}",
            debit_account_id=giver.id,
            credit_account_id=account.account_id,
            amount=minutes,
            reason=KIND_TITLES[evidence.kind],
            reference_kind=f"volunteer_{service.kind}",
            reference_id=service.evidence_id,
            now=now,
        )
        service.transfer_id = made.id
    session.add(service)
    await session.flush()
    return service


def _line(
    evidence: Evidence, account: VolunteerAccount, minutes: int, now: datetime
) -> VolunteerService:
    return VolunteerService(
        id=new_id(),
        account_id=account.id,
        district_id=evidence.district_id,
        subdistrict_id=evidence.subdistrict_id,
        community_id=evidence.community_id,
        kind=evidence.kind.value,
        evidence_id=evidence.id,
        round=evidence.round,
        due_minutes=evidence.due_minutes,
        minutes=minutes,
        served_on=china_date(evidence.served_at),
        served_at=evidence.served_at,
        confirmed_by_id=evidence.confirmed_by_id,
        transfer_id=None,
        credited_at=now,
        reversed_at=None,
        reversal_reason=None,
        reversal_id=None,
    )


async def take_back(
    session: AsyncSession,
    kind: ServiceKind,
    evidence_id: UUID,
    *,
    but_round: int | None = None,
    reason: str,
    now: datetime,
) -> VolunteerService | None:
    """Reverse what counts of a piece of evidence, unless it is that of a round which stands; a
    second time finds nothing. Hours are never spent: the whole is there."""
    live = queries.live_services(evidence_id, kind)
    found = await session.scalar(live)
    if found is None or found.round == but_round:
        return None
    account = await locked(session, found.account_id)
    # Whoever waited for the account finds what another took back, or moved, meanwhile.
    fresh = live.execution_options(populate_existing=True)
    service: VolunteerService | None = await session.scalar(fresh)
    if service is None:
        return None
    if service.account_id != account.id:
        account = await locked(session, service.account_id)
    service.reversed_at, service.reversal_reason = now, reason
    if service.minutes:
        await _tally(session, service, -service.minutes, -1)
        record(session, _told(service), now=now)
        giver = await giver_of(
            session, community_id=service.community_id, district_id=service.district_id, now=now
        )
        # Not the ledger's reversal: of a merged account the minutes lie on the one that is kept.
        made = await transfer(
            session,
            key=f"unvolunteer/{service.id}",
            debit_account_id=account.account_id,
            credit_account_id=giver.id,
            amount=service.minutes,
            reason=reason,
            reference_kind=f"volunteer_{service.kind}",
            reference_id=service.evidence_id,
            now=now,
        )
        service.reversal_id = made.id
    await session.flush()
    return service


def _told(service: VolunteerService) -> VolunteerHoursReversed:
    return VolunteerHoursReversed(
        subject_id=service.account_id,
        district_id=service.district_id,
        service_id=service.id,
        served_on=service.served_on,
        minutes=service.minutes,
    )


async def _tally(
    session: AsyncSession, service: VolunteerService, minutes: int, services: int
) -> None:
    """Add to the nine tallies of a service, or take from them; the account is locked."""
    places = {service.community_id, service.subdistrict_id, service.district_id}
    rows = [
        {
            "account_id": service.account_id,
            "place_id": place_id,
            "period": period,
            "district_id": service.district_id,
            "minutes": max(0, minutes),
            "services": max(0, services),
        }
        for place_id in places
        for period in periods_of(service.served_on)
    ]
    adding = insert(VolunteerTally).values(rows)
    await session.execute(
        adding.on_conflict_do_update(
            index_elements=["account_id", "place_id", "period"],
            set_={
                "minutes": VolunteerTally.minutes + minutes,
                "services": VolunteerTally.services + services,
            },
        )
    )
