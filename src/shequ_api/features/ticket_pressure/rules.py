"""Pure decisions about calls and supervisions: levels, who speaks for one, and how they end."""

from collections.abc import Mapping
from enum import IntEnum, StrEnum
from uuid import UUID

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.roles import Role


class CallLevel(IntEnum):
    """How far up a ticket is called."""

    COMMUNITY = 1
    SUBDISTRICT = 2
    DISTRICT = 3


LEVEL_TITLES: Mapping[CallLevel, str] = {
    CallLevel.COMMUNITY: "社区",
    CallLevel.SUBDISTRICT: "街道",
    CallLevel.DISTRICT: "区县",
}
HELD_BY: Mapping[CallLevel, frozenset[Role]] = {
    CallLevel.COMMUNITY: frozenset({Role.GRID_CHIEF, Role.COMMUNITY_WORKER}),
    CallLevel.SUBDISTRICT: frozenset({Role.SUBDISTRICT_ADMINISTRATOR}),
    CallLevel.DISTRICT: frozenset({Role.DISTRICT_ADMINISTRATOR}),
}
"""Who speaks for a level; at the district's, a department that is named does too."""
COLUMNS: Mapping[CallLevel, str] = {
    CallLevel.COMMUNITY: "community_id",
    CallLevel.SUBDISTRICT: "subdistrict_id",
    CallLevel.DISTRICT: "district_id",
}


class CallCause(StrEnum):
    """Why a call stands where it stands."""

    MADE = "made"
    PASSED_UP = "passed_up"
    SILENT = "silent"
    REASSIGNED = "reassigned"
    DEPARTMENT = "department"
    """The district named who reports."""


CAUSE_TITLES: Mapping[CallCause, str] = {
    CallCause.MADE: "吹哨",
    CallCause.PASSED_UP: "本级上报",
    CallCause.SILENT: "逾期未答复，自动升级",
    CallCause.REASSIGNED: "已改派，重新计时",
    CallCause.DEPARTMENT: "指定部门报到",
}


class CallEnding(StrEnum):
    """Why nobody is called any more."""

    ANSWERED = "answered"
    TICKET_ENDED = "ticket_ended"
    TRANSFERRED = "transferred"
    """It lies where that level is another's."""


ENDING_TITLES: Mapping[CallEnding, str] = {
    CallEnding.ANSWERED: "已答复",
    CallEnding.TICKET_ENDED: "诉求已结束",
    CallEnding.TRANSFERRED: "诉求已转交其他社区",
}


class SupervisionClosing(StrEnum):
    """Why an answer is demanded no more."""

    CLOSED = "closed"
    """By the office that demanded it."""
    TICKET_ENDED = "ticket_ended"
    TRANSFERRED = "transferred"
    """It lies where that office has no say."""


CLOSING_TITLES: Mapping[SupervisionClosing, str] = {
    SupervisionClosing.CLOSED: "督办单位已结束督办",
    SupervisionClosing.TICKET_ENDED: "诉求已结束",
    SupervisionClosing.TRANSFERRED: "诉求已转出督办单位的辖区",
}
OFFICES = ("subdistrict", "district", "city")
"""The levels that supervise."""


def level_of_office(office_id: UUID, located: object) -> str | None:
    """Of the place at which somebody supervises what lies somewhere; None: it is not above that."""
    return next((name for name in OFFICES if getattr(located, f"{name}_id") == office_id), None)


def first_level(actor: Actor) -> CallLevel:
    """Whom somebody calls: the level above their own."""
    own = next((level for level, roles in HELD_BY.items() if actor.role in roles), None)
    return CallLevel.COMMUNITY if own is None else CallLevel(min(own + 1, CallLevel.DISTRICT))


def speaks_at(actor: Actor, level: int) -> bool:
    """Whether somebody holds an office of a level. (Whose it is, the row says.)"""
    return actor.role in HELD_BY[CallLevel(level)]


def held_at(level: int, located: object) -> UUID:
    """The place whose level it is."""
    place_id: UUID = getattr(located, COLUMNS[CallLevel(level)])
    return place_id
