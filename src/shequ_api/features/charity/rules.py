"""Pure decisions about pools and their open ledger."""

from datetime import datetime
from enum import StrEnum

from shequ_api.kit.clock import china_date, china_midnight
from shequ_api.kit.masking import mask_name

GENERAL = "general"
"""The purpose of the pool that takes what is given for no named one."""
ANONYMOUS, UNNAMED = "匿名", "居民"
SHOWN_IN = 10
"""Households are shown rounded down to this many: two counts never tell of one household."""


class PoolPurpose(StrEnum):
    """What a pool can be opened for."""

    HARDSHIP = "hardship"
    ELDERLY = "elderly"
    CHILDREN = "children"
    ILLNESS = "illness"
    EMERGENCY = "emergency"
    SHARED_THINGS = "shared_things"


PURPOSE_TITLES = {
    GENERAL: "社区公益",
    PoolPurpose.HARDSHIP: "困难帮扶",
    PoolPurpose.ELDERLY: "助老",
    PoolPurpose.CHILDREN: "助学",
    PoolPurpose.ILLNESS: "大病救助",
    PoolPurpose.EMERGENCY: "应急救助",
    PoolPurpose.SHARED_THINGS: "社区公共物品",
}


class PoolLineKind(StrEnum):
    """How an amount came into a pool, or left it."""

    DONATION = "donation"
    PLEDGE = "pledge"
    SHARE = "share"
    GRANT = "grant"
    REST = "rest"
    OTHER = "other"


LINE_KINDS = {
    "donation": PoolLineKind.DONATION,
    "unit_pledge": PoolLineKind.PLEDGE,
    "income_share": PoolLineKind.SHARE,
    "charity_grant": PoolLineKind.GRANT,
    "charity_pool": PoolLineKind.REST,
}
"""By the kind of thing that a transfer of the pool's account names."""
LINE_TITLES = {
    PoolLineKind.DONATION: "捐赠",
    PoolLineKind.PLEDGE: "一分钱公益",
    PoolLineKind.SHARE: "收益入池",
    PoolLineKind.GRANT: "帮扶一户家庭",
    PoolLineKind.REST: "结余划转",
    PoolLineKind.OTHER: "其他",
}


def pool_title(community_name: str) -> str:
    """A community's pool, by the name that people use, not that of its 居委会 or 村委会."""
    return f"{community_name.removesuffix('居委会').removesuffix('委会')}公益池"


def shown_donor(name: str | None, *, anonymous: bool) -> str:
    """How a donor is named to the public."""
    if anonymous:
        return ANONYMOUS
    return (name and mask_name(name)) or UNNAMED


def takes_gifts(closes_at: datetime | None, closed_at: datetime | None, now: datetime) -> bool:
    """Whether a pool still takes what is given."""
    return closed_at is None and (closes_at is None or now < closes_at)


def shown_households(helped: int) -> int:
    """How many households the public is told of."""
    return helped // SHOWN_IN * SHOWN_IN


def households_told(helped: int) -> str:
    """The same in words; between none and ten nobody is told which."""
    shown = shown_households(helped)
    return f"{shown} 户以上" if shown else f"不足 {SHOWN_IN} 户"


def kind_of_line(reference_kind: str | None) -> PoolLineKind:
    """How a transfer of a pool's account reads."""
    return LINE_KINDS.get(reference_kind or "", PoolLineKind.OTHER)


def told_instant(asked: datetime | None, now: datetime) -> datetime:
    """For which instant the public is told a balance: now, or the beginning of a day in China."""
    return now if asked is None or asked >= now else china_midnight(china_date(asked))
