"""Pure decisions about compounds: words, dates, and who may be told what."""

from datetime import date
from enum import StrEnum
from typing import Any

WARN_DAYS = 90
"""How long before the end a fact is announced: a new contract or election takes two months."""


class ManagementMode(StrEnum):
    LUMP_SUM = "lump_sum"
    REMUNERATION = "remuneration"
    TRUST = "trust"


class CommitteeKind(StrEnum):
    OWNERS = "owners_committee"
    COMPOUND = "compound_committee"


class MemberTitle(StrEnum):
    DIRECTOR = "director"
    DEPUTY_DIRECTOR = "deputy_director"
    SECRETARY = "secretary"
    MEMBER = "member"


MODE_TITLES = {
    ManagementMode.LUMP_SUM: "包干制",
    ManagementMode.REMUNERATION: "酬金制",
    ManagementMode.TRUST: "信托制",
}
COMMITTEE_TITLES = {
    CommitteeKind.OWNERS: "业主委员会",
    CommitteeKind.COMPOUND: "小区管理委员会",
}
MEMBER_TITLES = {
    MemberTitle.DIRECTOR: "主任",
    MemberTitle.DEPUTY_DIRECTOR: "副主任",
    MemberTitle.SECRETARY: "秘书",
    MemberTitle.MEMBER: "委员",
}


def within(starts_on: date, ends_on: date, *, of: tuple[date, date]) -> bool:
    """Whether half-open days lie in other half-open days, and are some."""
    return of[0] <= starts_on < ends_on <= of[1]


def lasts(one: Any, on: date) -> bool:
    """Whether what has `starts_on` and `ends_on` is in force on a day."""
    return bool(one.starts_on <= on and (one.ends_on is None or on < one.ends_on))


def may_end(starts_on: date, ends_on: date, on: date) -> bool:
    """Only earlier than planned; on its first day what was a mistake never was."""
    return starts_on <= on <= ends_on
