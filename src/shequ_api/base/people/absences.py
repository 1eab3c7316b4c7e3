"""Absence and cover (请假代班): who does not serve on which days, and who does it for them."""

from datetime import date, datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import Role
from shequ_api.base.people.appointments import DatesUnfit, appoint
from shequ_api.base.people.cover_models import Absence
from shequ_api.base.people.endings import PostingOver, is_over
from shequ_api.base.people.granting import custom_role_for, organisation_for
from shequ_api.base.people.models import Duty, Person, Posting
from shequ_api.base.places.models import Grid, Place
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Malformed, NotNow
from shequ_api.kit.ids import new_id


class AbsenceAnnounced(NotNow):
    code, title = "absence_announced", "这段时间已经请过假"


class AbsenceOver(NotNow):
    code, title = "absence_over", "该请假已结束或已撤回"


class AbsenceInThePast(Malformed):
    code, title = "absence_in_the_past", "请假须在今天或以后结束"


class CoverDaysUnfit(Malformed):
    code, title = "cover_days_unfit", "代班须从今天或以后开始，不超过一年，且不超出被代任职的期限"


class CoversNobody(Malformed):
    code, title = "covers_nobody", "代班人须是另一个人，且被代的不是代班身份"


def announce_absence(
    session: AsyncSession,
    posting: Posting,
    *,
    by: Actor,
    starts_on: date,
    ends_on: date,
    reason: str | None,
    now: datetime,
) -> Absence:
    """Say that the posting's holder does not serve on some days."""
    if is_over(posting, now):
        raise PostingOver
    if ends_on <= starts_on:
        raise DatesUnfit
    if ends_on <= china_date(now):
        raise AbsenceInThePast
    absence = Absence(
        id=new_id(),
        posting_id=posting.id,
        person_id=posting.person_id,
        community_id=posting.community_id,
        subdistrict_id=posting.subdistrict_id,
        district_id=posting.district_id,
        city_id=posting.city_id,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        announced_by_id=by.person_id,
        announced_at=now,
    )
    session.add(absence)
    return absence


def take_back_absence(absence: Absence, *, now: datetime) -> Absence:
    """Come back early, or not go at all. A cover that was named stays until it is ended."""
    if absence.cancelled_at is not None or absence.ends_on <= china_date(now):
        raise AbsenceOver
    absence.cancelled_at = now
    return absence


COVERED = timedelta(days=366)
"""Whoever is away for longer is succeeded, not covered."""


def _refuse_days(posting: Posting, starts_on: date, ends_on: date, *, now: datetime) -> None:
    if ends_on <= starts_on:
        raise DatesUnfit
    outlasts = posting.ends_on is not None and ends_on > posting.ends_on
    early = starts_on < max(china_date(now), posting.starts_on)
    if early or outlasts or ends_on > starts_on + COVERED:
        raise CoverDaysUnfit


async def name_cover(
    session: AsyncSession,
    actor: Actor,
    posting: Posting,
    person: Person,
    *,
    held_at: Place | Grid,
    starts_on: date,
    ends_on: date,
    reason: str | None,
    now: datetime,
) -> Posting:
    """Appoint somebody for the days of an absence, which is noted where it was not announced.

    The rules of appointments hold. Both may act meanwhile; what either does is on record as theirs.
    """
    # Locked: whoever ends the posting meanwhile waits, and ends this cover with it.
    await session.refresh(posting, with_for_update={"read": True})
    if is_over(posting, now):
        raise PostingOver
    if person.id == posting.person_id or posting.covers_id is not None:
        raise CoversNobody
    _refuse_days(posting, starts_on, ends_on, now=now)
    cover = appoint(
        session,
        actor,
        person,
        role=Role(posting.role),
        held_at=held_at,
        organisation=await organisation_for(session, posting.organisation_id),
        custom_role=await custom_role_for(session, posting.custom_role_id),
        duty=Duty(posting.duty) if posting.duty else None,
        covers=posting,
        starts_on=starts_on,
        ends_on=ends_on,
        now=now,
    )
    meets = (Absence.starts_on < ends_on, Absence.ends_on > starts_on)
    known = exists().where(Absence.posting_id == posting.id, Absence.cancelled_at.is_(None), *meets)
    if not await session.scalar(select(known)):
        announce_absence(
            session,
            posting,
            by=actor,
            starts_on=starts_on,
            ends_on=ends_on,
            reason=reason,
            now=now,
        )
    return cover
