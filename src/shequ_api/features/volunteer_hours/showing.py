"""Putting hours together for a reader."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.places.models import Place
from shequ_api.blocks.ledger import queries as ledger
from shequ_api.features.volunteer_hours import queries
from shequ_api.features.volunteer_hours.models import VolunteerAccount
from shequ_api.features.volunteer_hours.rules import KIND_TITLES, ServiceKind
from shequ_api.features.volunteer_hours.schemas import (
    VolunteerHoursView,
    VolunteerServiceView,
    VolunteerStatement,
    VolunteerTotal,
)
from shequ_api.kit.clock import china_midnight

TICK = timedelta(microseconds=1)


async def hours_view(
    session: AsyncSession, account: VolunteerAccount, as_of: datetime | None, now: datetime
) -> VolunteerHoursView:
    """What is on an account now, or was at an instant in the past."""
    past = as_of is not None and as_of < now
    stood = await ledger.balance_as_of(
        session, account_id=account.account_id, instant=as_of if past and as_of else now
    )
    district = await session.get_one(Place, account.district_id)
    return VolunteerHoursView(
        id=account.id,
        district_id=account.district_id,
        district_name=district.name,
        as_of=as_of if past else None,
        minutes=stood.balance,
        totals=None if past else await totals(session, account, None, None),
    )


async def statement_of(
    session: AsyncSession, account: VolunteerAccount, first: date, last: date
) -> VolunteerStatement:
    """Opening, in, out, closing of an account."""
    begins, ends = china_midnight(first), china_midnight(last + timedelta(days=1))
    before = await ledger.balance_as_of(
        session, account_id=account.account_id, instant=begins - TICK
    )
    came, left = (
        await session.execute(queries.moved_between(account.account_id, begins, ends))
    ).one()
    return VolunteerStatement(
        account_id=account.id,
        first_day=first,
        last_day=last,
        opening_minutes=before.balance,
        in_minutes=int(came),
        out_minutes=int(left),
        closing_minutes=before.balance + int(came) - int(left),
        totals=await totals(session, account, first, last),
    )


async def totals(
    session: AsyncSession, account: VolunteerAccount, first: date | None, last: date | None
) -> list[VolunteerTotal]:
    """What counts by year and kind. One statement."""
    rows = await session.execute(queries.totals_by_kind(account.id, first, last))
    return [
        VolunteerTotal(
            year=int(row.year),
            kind=ServiceKind(row.kind),
            title=KIND_TITLES[ServiceKind(row.kind)],
            minutes=int(row.minutes),
            services=row.services,
        )
        for row in rows
    ]


def service_view(row: dict[str, Any]) -> VolunteerServiceView:
    """A line of a statement."""
    return VolunteerServiceView.model_validate(
        row | {"title": KIND_TITLES[ServiceKind(row["kind"])]}
    )
