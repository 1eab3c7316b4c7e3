"""Organisations: the partners of a community, for whom a partner's posting stands."""

from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.people.models import Organisation, PartnerKind, Posting
from shequ_api.base.people.queries import not_over
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.kit.errors import Malformed, NotNow


class NotInACommunity(Malformed):
    code, title = "organisation_outside", "请选择所在社区"


class OrganisationEnded(NotNow):
    code, title = "organisation_ended", "该单位已经退出"


class OrganisationInUse(NotNow):
    code, title = "organisation_in_use", "仍有人代表该单位任职，请先结束其任职"


def register_organisation(
    session: AsyncSession,
    *,
    name: str,
    partner_kind: PartnerKind,
    community: Place,
    now: datetime,
) -> Organisation:
    """Enter a partner of a community."""
    if community.kind != PlaceKind.COMMUNITY:
        raise NotInACommunity
    organisation = Organisation(
        name=name,
        partner_kind=partner_kind,
        community_id=community.id,
        subdistrict_id=community.subdistrict_id,
        district_id=community.district_id,
        city_id=community.city_id,
        created_at=now,
    )
    session.add(organisation)
    return organisation


def rename_organisation(organisation: Organisation, *, name: str) -> Organisation:
    """Say its new name; records point at it and show the new one."""
    if organisation.ended_at is not None:
        raise OrganisationEnded
    organisation.name = name
    return organisation


async def end_organisation(
    session: AsyncSession, organisation: Organisation, *, on: date, now: datetime
) -> Organisation:
    """It is no partner any more. Nobody may still stand for it, today or later.

    The row is locked by the caller: who appoints somebody for it waits, and finds it ended.
    """
    if organisation.ended_at is not None:
        raise OrganisationEnded
    standing = exists().where(Posting.organisation_id == organisation.id, not_over(on))
    if await session.scalar(select(standing)):
        raise OrganisationInUse
    organisation.ended_at = now
    return organisation
