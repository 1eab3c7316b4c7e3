"""How clocks are said, to residents too."""

from datetime import timedelta

from shequ_api.features.ticket_clocks.history import PauseReason, Target

TARGET_TITLES = {
    Target.FIRST_RESPONSE: "首次响应",
    Target.NEXT_RESPONSE: "回复",
    Target.RESOLUTION: "办结",
}
PAUSE_TITLES = {
    PauseReason.RESIDENT: "等待居民补充或配合",
    PauseReason.PARTS: "等待材料或配件",
    PauseReason.AUTHORITY: "等待其他单位办理",
    PauseReason.WEATHER: "等待天气好转",
}
_MINUTE = timedelta(minutes=1)


def said_length(length: timedelta) -> str:
    """Days, hours and minutes of a positive length, rounded up to a minute."""
    minutes = -(-length // _MINUTE)
    days, minutes = divmod(minutes, 24 * 60)
    hours, minutes = divmod(minutes, 60)
    told = [f"{days}天"] if days else []
    told += [f"{hours}小时"] if hours else []
    told += [f"{minutes}分钟"] if minutes or not told else []
    return "".join(told)
