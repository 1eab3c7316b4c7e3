"""Shapes of settings and quiet hours."""

from typing import Annotated

from pydantic import AfterValidator, Field
from pydantic_core import PydanticCustomError

from shequ_api.features.notification_settings.rules import DEFAULT_QUIET, QuietHours
from shequ_api.kit.schema import Input, Key, Output, by_example


def _of_clock(text: str) -> str:
    hour, minute = text.split(":")
    if int(hour) > 23 or int(minute) > 59:
        raise PydanticCustomError("clock_time", "应为 24 小时制的时间，如 22:00")
    return text


ClockTime = Annotated[
    str, Field(pattern=r"^[0-9]{2}:[0-9]{2}$", examples=["22:00"]), AfterValidator(_of_clock)
]


def minutes_of(text: str) -> int:
    """Minutes after midnight."""
    return int(text[:2]) * 60 + int(text[3:])


def clock_time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


class QuietHoursDraft(Input):
    """From when to when, by China's clock; past midnight where it ends earlier than it starts.
    From a time to the same: never quiet."""

    model_config = by_example({"starts": "22:00", "ends": "07:00"})

    starts: ClockTime
    ends: ClockTime

    def hours(self) -> QuietHours:
        return QuietHours(minutes_of(self.starts), minutes_of(self.ends))


class QuietHoursShown(Output):
    """From when to when, by China's clock."""

    starts: str
    ends: str

    @classmethod
    def of(cls, hours: QuietHours) -> "QuietHoursShown":
        return cls(starts=clock_time(hours.starts), ends=clock_time(hours.ends))


class DistrictQuietHoursView(Output):
    """When no phone of a district is disturbed, but in an emergency."""

    model_config = by_example(
        {
            "starts": clock_time(DEFAULT_QUIET.starts),
            "ends": clock_time(DEFAULT_QUIET.ends),
            "version": 0,
        }
    )

    starts: str
    ends: str
    version: int = Field(description="0: nobody has set them, and these hold")


class KindSetting(Output):
    """Whether a kind is carried out to WeChat. In the app it stands anyway."""

    kind: str
    title: str
    wechat: bool
    chosen: bool = Field(description="By oneself; else it follows one's roles")


class NotificationSettingsView(Output):
    """What I want carried out, and when not."""

    model_config = by_example(
        {
            "kinds": [
                {
                    "kind": "ticket_settled",
                    "title": "诉求已办结",
                    "wechat": True,
                    "chosen": False,
                }
            ],
            "quiet_hours": None,
        }
    )

    kinds: list[KindSetting]
    quiet_hours: QuietHoursShown | None = Field(description="One's own; null: the district's")


class NotificationSettingsDraft(Input):
    """All of one's choices: what is not named follows one's roles."""

    model_config = by_example(
        {"wechat": {"ticket_settled": False}, "quiet_hours": {"starts": "21:00", "ends": "08:30"}}
    )

    wechat: Annotated[dict[Key, bool], Field(max_length=100)]
    quiet_hours: QuietHoursDraft | None = None
