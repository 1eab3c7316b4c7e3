"""Appointments: giving and ending postings, by the table `MAY_APPOINT`."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Organisation, PartnerKind, Person, Posting
from shequ_api.base.people.rules import MAY_APPOINT, SCOPE_KINDS
from shequ_api.base.places.models import Grid, Place
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Malformed, NotNow


class BeyondYourself(Forbidden):
    code, title = "beyond_yourself", "不能任命超出自己权限或范围的身份"


class NotForYourself(Forbidden):
    code, title = "not_for_yourself", "不能任命自己"


class ScopeUnfit(Malformed):
    code, title = "scope_unfit", "该身份不能任命在这个地点或网格"


class DatesUnfit(Malformed):
    code, title = "dates_unfit", "结束日期应晚于开始日期"


class PostingEnded(NotNow):
    code, title = "posting_ended", "该任职已经结束"


class PostingTaken(NotNow):
    code, title = "posting_taken", "此人已有同样的任职"


def appoint(
    session: AsyncSession,
    actor: Actor | None,
    person: Person,
    *,
    role: Role,
    held_at: Place | Grid,
    organisation: Organisation | None = None,
    starts_on: date,
    ends_on: date | None = None,
    now: datetime,
) -> Posting:
    """Give a posting. `actor` None is the operator at the command line, who founds the first."""
    if role not in SCOPE_KINDS or held_at.kind not in SCOPE_KINDS[role]:
        raise ScopeUnfit
    if actor is not None and actor.person_id == person.id:
        raise NotForYourself
    if actor is not None and (
        role not in MAY_APPOINT.get(actor.role, frozenset()) or not actor.covers(held_at)
    ):
        raise BeyondYourself
    if organisation is not None and organisation.community_id != held_at.community_id:
        raise ScopeUnfit
    if held_at.city_id is None:
        raise ScopeUnfit
    posting = Posting(
        person_id=person.id,
        role=role,
        place_id=held_at.id if isinstance(held_at, Place) else None,
        grid_id=held_at.id if isinstance(held_at, Grid) else None,
        held_kind=held_at.kind,
        community_id=held_at.community_id,
        subdistrict_id=held_at.subdistrict_id,
        district_id=held_at.district_id,
        city_id=held_at.city_id,
        organisation_id=organisation.id if organisation else None,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by_id=actor.person_id if actor else None,
        granted_at=now,
    )
    session.add(posting)
    return posting


def end_posting(actor: Actor, posting: Posting, *, now: datetime) -> Posting:
    """Take a posting back; it acts on the next request."""
    over = posting.ends_on is not None and posting.ends_on <= china_date(now)
    if over or posting.ended_at is not None:
        raise PostingEnded
    if Role(posting.role) not in MAY_APPOINT.get(actor.role, frozenset()):
        raise BeyondYourself
    posting.ended_at, posting.ended_by_id = now, actor.person_id
    return posting


def register_organisation(
    session: AsyncSession,
    *,
    name: str,
    partner_kind: PartnerKind,
    community_id: UUID,
    now: datetime,
) -> Organisation:
    """Enter a partner of a community."""
    organisation = Organisation(
        name=name, partner_kind=partner_kind, community_id=community_id, created_at=now
    )
    session.add(organisation)
    return organisation
