"""What is noticed, from how much on, and in slices of which time it is counted. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum


class AlarmKind(StrEnum):
    CARD_HOUR = "card_hour"
    CARD_DAY = "card_day"
    SAME_APPROVER = "same_approver"
    SAME_ASKER = "same_asker"
    STAFF_PAIR = "staff_pair"
    MUTUAL = "mutual"
    """Counted for each direction apart; it passes where both ways something was given."""
    REDEMPTIONS = "redemptions"
    GIFTS = "gifts"


class AlarmState(StrEnum):
    OPEN = "open"
    CLEARED = "cleared"
    CONFIRMED = "confirmed"


STATE_TITLES = {
    AlarmState.OPEN: "待核查",
    AlarmState.CLEARED: "已排除",
    AlarmState.CONFIRMED: "已确认异常",
}
KIND_TITLES = {
    AlarmKind.CARD_HOUR: "一张卡短时间内得分过多",
    AlarmKind.CARD_DAY: "一张卡一天内得分过多",
    AlarmKind.SAME_APPROVER: "同一人多次为同一人批准补发",
    AlarmKind.SAME_ASKER: "同一人多次为同一人申请补发",
    AlarmKind.STAFF_PAIR: "同两人频繁搭档申请和批准补发",
    AlarmKind.MUTUAL: "两人互相补发",
    AlarmKind.REDEMPTIONS: "一张卡短时间内多次兑换",
    AlarmKind.GIFTS: "一张卡短时间内多次受赠",
}
UNITS = {
    AlarmKind.CARD_HOUR: "分",
    AlarmKind.CARD_DAY: "分",
    AlarmKind.SAME_APPROVER: "次",
    AlarmKind.SAME_ASKER: "次",
    AlarmKind.STAFF_PAIR: "次",
    AlarmKind.MUTUAL: "次",
    AlarmKind.REDEMPTIONS: "次",
    AlarmKind.GIFTS: "次",
}
SLICES = 12
"""A window is counted in so many slices, and the one that it begins in."""
LONGEST_WINDOW = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class AlarmRule:
    """So many (points, or times) within so many minutes."""

    threshold: int
    window_minutes: int
    enabled: bool = True

    @property
    def window(self) -> timedelta:
        return timedelta(minutes=self.window_minutes)


SHIPPED = {
    AlarmKind.CARD_HOUR: AlarmRule(300, 60),
    AlarmKind.CARD_DAY: AlarmRule(800, 24 * 60),
    AlarmKind.SAME_APPROVER: AlarmRule(3, 30 * 24 * 60),
    AlarmKind.SAME_ASKER: AlarmRule(3, 30 * 24 * 60),
    AlarmKind.STAFF_PAIR: AlarmRule(20, 30 * 24 * 60),
    AlarmKind.MUTUAL: AlarmRule(2, 30 * 24 * 60),
    AlarmKind.REDEMPTIONS: AlarmRule(5, 10),
    AlarmKind.GIFTS: AlarmRule(5, 24 * 60),
}
"""What holds in a district that says nothing."""


def slice_length(rule: AlarmRule) -> timedelta:
    return timedelta(minutes=max(1, rule.window_minutes // SLICES))


def slice_of(rule: AlarmRule, instant: datetime) -> datetime:
    """When the slice began in which an instant lies, counted from 1970 on."""
    begin = datetime(1970, 1, 1, tzinfo=UTC)
    return instant - (instant - begin) % slice_length(rule)


def slice_now(rule: AlarmRule, now: datetime, decided_at: datetime | None) -> datetime:
    """When the slice began to which something is added now. A decision begins a new one."""
    begins = slice_of(rule, now)
    return begins if decided_at is None else max(begins, decided_at)


def counts_from(rule: AlarmRule, now: datetime, decided_at: datetime | None) -> datetime:
    """The first slice that counts now: that in which the window begins; after somebody decided, the
    one that began with it."""
    begins = slice_of(rule, now - rule.window)
    return begins if decided_at is None else max(begins, decided_at)


def facts_in_words(kind: AlarmKind, amount: int, rule: AlarmRule) -> str:
    """`60 分钟内 320 分，预警线 300 分`."""
    minutes = rule.window_minutes
    span = f"{minutes} 分钟" if minutes < 24 * 60 or minutes % (24 * 60) else _days(minutes)
    unit = UNITS[kind]
    return f"{span}内 {amount} {unit}，预警线 {rule.threshold} {unit}"


def _days(minutes: int) -> str:
    return f"{minutes // (24 * 60)} 天"
