"""Appointments: giving postings, by the table `MAY_APPOINT`."""

from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import Role
from shequ_api.base.people.custom_roles import CustomRole
from shequ_api.base.people.models import Duty, Organisation, Person, Posting
from shequ_api.base.people.rules import MAY_APPOINT, SCOPE_KINDS, WITH_DUTY
from shequ_api.base.places.located import SCOPE_COLUMNS
from shequ_api.base.places.models import Grid, Place, PlaceKind
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Forbidden, Malformed, NotNow


class BeyondYourself(Forbidden):
    code, title = "beyond_yourself", "不能任命超出自己权限或范围的身份"


class NotForYourself(Forbidden):
    code, title = "not_for_yourself", "不能任命自己"


class ScopeUnfit(Malformed):
    code, title = "scope_unfit", "该身份不能任命在这个地点或网格"


class CustomRoleUnfit(Malformed):
    code, title = "custom_role_unfit", "没有这个自定义身份，或它已停用、不用于这里"


class OrganisationNeeded(Malformed):
    code, title = "organisation_needed", "合伙人须代表一个已登记的单位、团队或个人"


class DutyUnfit(Malformed):
    code, title = "duty_unfit", "只有网格员分主责和协助"


class DatesUnfit(Malformed):
    code, title = "dates_unfit", "结束日期应晚于开始日期"


class TooLongAgo(Malformed):
    code, title = "too_long_ago", "任命的开始日期不能早于一个月以前"


class PostingTaken(NotNow):
    code, title = "posting_taken", "此人已有同样的任职"


class GridHasLead(NotNow):
    code, title = "grid_has_lead", "该网格这段时间已有主责网格员"


class PersonGone(NotNow):
    code, title = "person_gone", "此人的账号已停用"


def appoint(
    session: AsyncSession,
    actor: Actor | None,
    person: Person,
    *,
    role: Role,
    held_at: Place | Grid,
    organisation: Organisation | None = None,
    duty: Duty | None = None,
    covers: Posting | None = None,
    custom_role: CustomRole | None = None,
    starts_on: date,
    ends_on: date | None = None,
    now: datetime,
) -> Posting:
    """Give a posting. `actor` None is the operator at the command line, who founds the first.

    A grid worker whose `duty` is not said leads.
    """
    refuse_appointment(actor, person, role=role, held_at=held_at)
    if (role == Role.CUSTOM) != (custom_role is not None):
        raise CustomRoleUnfit
    if custom_role is not None:
        refuse_custom_role(actor, custom_role, held_at=held_at, organisation=organisation)
    if duty is not None and role not in WITH_DUTY:
        raise DutyUnfit
    if actor is not None and role == Role.PARTNER and organisation is None:
        raise OrganisationNeeded
    if organisation is not None and organisation.community_id != held_at.community_id:
        raise ScopeUnfit
    posting = Posting(
        person_id=person.id,
        role=role,
        **_held(held_at),
        organisation_id=organisation.id if organisation else None,
        duty=(duty or Duty.LEAD) if role in WITH_DUTY else None,
        covers_id=covers.id if covers else None,
        custom_role_id=custom_role.id if custom_role else None,
        starts_on=starts_on,
        ends_on=ends_on,
        granted_by_id=actor.person_id if actor else None,
        granted_at=now,
    )
    session.add(posting)
    return posting


BACKDATED = timedelta(days=31)
"""A decision on paper takes effect on its day and is entered some days later; but who served when
is not written anew: what was done before the appointment was done without it."""


def refuse_backdating(starts_on: date, *, now: datetime) -> None:
    """Refuse an office that would have begun long before it was given."""
    if starts_on < china_date(now) - BACKDATED:
        raise TooLongAgo


def _held(held_at: Place | Grid) -> dict[str, Any]:
    """The columns that tell where a posting is held."""
    return {
        "place_id": held_at.id if isinstance(held_at, Place) else None,
        "grid_id": held_at.id if isinstance(held_at, Grid) else None,
        "held_kind": held_at.kind,
        "community_id": held_at.community_id,
        "subdistrict_id": held_at.subdistrict_id,
        "district_id": held_at.district_id,
        "city_id": held_at.city_id,
    }


def refuse_appointment(
    actor: Actor | None, person: Person, *, role: Role, held_at: Place | Grid
) -> None:
    """Refuse what the table, the scope or the two people do not allow."""
    if role not in SCOPE_KINDS or held_at.kind not in SCOPE_KINDS[role] or held_at.city_id is None:
        raise ScopeUnfit
    if actor is not None and actor.person_id == person.id:
        raise NotForYourself
    if actor is not None and (not may_give(actor, role) or not actor.covers(held_at)):
        raise BeyondYourself
    if person.disabled_at is not None or person.merged_into_id is not None:
        raise PersonGone


def refuse_custom_role(
    actor: Actor | None,
    custom_role: CustomRole,
    *,
    held_at: Place | Grid,
    organisation: Organisation | None,
) -> None:
    """Refuse a custom role outside of its place, or with rights that the actor lacks."""
    owner = getattr(held_at, SCOPE_COLUMNS[PlaceKind(custom_role.owner_kind)])
    of_others = custom_role.organisation_id is not None and (
        organisation is None or organisation.id != custom_role.organisation_id
    )
    if custom_role.retired_at is not None or of_others or owner != custom_role.place_id:
        raise CustomRoleUnfit
    if held_at.kind != custom_role.held_kind:
        raise CustomRoleUnfit
    if actor is not None and not set(custom_role.permissions) <= actor.permissions:
        raise BeyondYourself


def refuse_beyond(actor: Actor, role: str, custom_role: CustomRole | None) -> None:
    """Refuse to give what the role acted under does not give, or rights that the actor lacks."""
    if role not in SCOPE_KINDS:
        raise ScopeUnfit
    lent = set(custom_role.permissions) if custom_role is not None else set()
    if not may_give(actor, Role(role)) or not lent <= actor.permissions:
        raise BeyondYourself


def may_give(actor: Actor, role: Role) -> bool:
    """Whether the role acted under may give (and take back) another."""
    return role in MAY_APPOINT.get(actor.role, frozenset())
