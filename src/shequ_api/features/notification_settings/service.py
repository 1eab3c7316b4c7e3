"""What a person wants carried out to WeChat: own choices, else what their roles make likely."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.roles import Role
from shequ_api.base.people.models import Posting
from shequ_api.base.people.queries import in_force
from shequ_api.features.inbox.public import MessageKind, kind_titles
from shequ_api.features.notices.public import CATEGORY_TITLES, NoticeCategory
from shequ_api.features.notification_settings.models import (
    DistrictQuietHours,
    NotificationSettings,
)
from shequ_api.features.notification_settings.rules import DEFAULT_QUIET, QuietHours, default_on
from shequ_api.kit.errors import Malformed

NOTICE_KINDS: Mapping[str, str] = {
    NoticeCategory.IMPORTANT: "notice_important",
    NoticeCategory.EMERGENCY: "notice_emergency",
}
"""Class of a notice → the kind under which it is carried out; others are read in the app."""
_ADMINISTRATORS = (Role.SUBDISTRICT_ADMINISTRATOR, Role.DISTRICT_ADMINISTRATOR)
OFF_FOR: Mapping[str, Collection[str]] = {
    # Administrators have many grids: of what is told to them by tens, the list will do.
    MessageKind.GRID_VACANT: (*_ADMINISTRATORS, Role.RESIDENT),
    # It asks for nothing yet: the outcome is told.
    MessageKind.CHECK_IN_WAITING: tuple(Role),
}
"""Kind → the roles for which it is off until they choose. (Everybody is a resident, too.)"""


class KindUnknown(Malformed):
    code, title = "notification_kind_unknown", "没有这类消息"


def carried_kinds() -> dict[str, str]:
    """Kind → title, of all that can be carried out."""
    notices = {
        kind: f"{CATEGORY_TITLES[NoticeCategory(category)]}通知"
        for category, kind in NOTICE_KINDS.items()
    }
    return kind_titles() | notices


def check_kinds(kinds: Collection[str]) -> None:
    """KindUnknown."""
    if not set(kinds) <= carried_kinds().keys():
        raise KindUnknown


async def roles_of(session: AsyncSession, person_id: UUID, on: date) -> set[str]:
    """The roles that a person has, a resident's among them."""
    held = select(Posting.role).where(Posting.person_id == person_id, in_force(on))
    return {Role.RESIDENT, *await session.scalars(held.distinct())}


async def settings_of(session: AsyncSession, person_id: UUID) -> NotificationSettings | None:
    """What a person chose; None: nothing yet."""
    return await session.get(NotificationSettings, person_id)


def wants(settings: NotificationSettings | None, kind: str, roles: Collection[str]) -> bool:
    """Whether a kind is carried out to somebody."""
    chosen = settings.choices.get(kind) if settings else None
    return bool(chosen) if chosen is not None else default_on(OFF_FOR, kind, roles)


def own_quiet(settings: NotificationSettings | None) -> QuietHours | None:
    """A person's own quiet hours."""
    if settings is None or settings.quiet_starts is None or settings.quiet_ends is None:
        return None
    return QuietHours(settings.quiet_starts, settings.quiet_ends)


async def quiet_in(session: AsyncSession, district_id: UUID | None) -> QuietHours:
    """A district's quiet hours, or those that hold where none were set."""
    found = await session.get(DistrictQuietHours, district_id) if district_id else None
    return QuietHours(found.starts, found.ends) if found else DEFAULT_QUIET


async def choose(
    session: AsyncSession,
    person_id: UUID,
    choices: Mapping[str, bool],
    quiet: QuietHours | None,
    *,
    now: datetime,
) -> None:
    """Keep a person's choices, all of them anew. KindUnknown."""
    check_kinds(choices)
    given = {
        "choices": dict(choices),
        "quiet_starts": quiet.starts if quiet else None,
        "quiet_ends": quiet.ends if quiet else None,
        "set_at": now,
    }
    row = insert(NotificationSettings).values(person_id=person_id, **given)
    again = row.on_conflict_do_update(index_elements=["person_id"], set_=given)
    await session.execute(again)
