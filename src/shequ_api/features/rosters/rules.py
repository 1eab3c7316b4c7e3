"""Pure decisions about rosters: what is agreed to, and who is shown what of it."""

from enum import StrEnum

from shequ_api.features.five_codes.public import Viewer

CONSENT_VERSION = 1
CONSENT_TEXT = (
    "我同意在本楼栋、本小区的“楼栋党员公示”中公开我的称谓、身份、承诺和服务内容。"
    "未登录的访客只看到姓氏。政治面貌属于敏感个人信息，是否公开由我自愿决定，"
    "不同意不影响任何服务；我可以随时撤回，撤回后立即不再展示。"
)
"""What the person agrees to, apart from all else (PIPL article 29); another text is another
version."""
LAPSE_DAYS, KEPT_DAYS = 30, 90


class RosterRole(StrEnum):
    """As what somebody stands on the roster."""

    PARTY_MEMBER = "party_member"
    GROUP_LEADER = "group_leader"
    BRANCH_SECRETARY = "branch_secretary"
    BUILDING_STEWARD = "building_steward"


class RosterState(StrEnum):
    PROPOSED = "proposed"
    SHOWN = "shown"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    REMOVED = "removed"
    LEFT = "left"


class NameOnRoster(StrEnum):
    """How much of a name neighbours see."""

    SURNAME = "surname"
    FULL = "full"


ROLE_TITLES = {
    RosterRole.PARTY_MEMBER: "党员",
    RosterRole.GROUP_LEADER: "党小组长",
    RosterRole.BRANCH_SECRETARY: "党支部书记",
    RosterRole.BUILDING_STEWARD: "楼栋长",
}
STATE_TITLES = {
    RosterState.PROPOSED: "待本人同意",
    RosterState.SHOWN: "公示中",
    RosterState.DECLINED: "本人未同意",
    RosterState.WITHDRAWN: "本人已撤回",
    RosterState.REMOVED: "已移除",
    RosterState.LEFT: "已搬离",
}
UNNAMED = "居民"
TWO_SIGNS = frozenset(
    {
        *("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙"),
        *("令狐", "慕容", "司徒", "夏侯", "宇文", "长孙", "端木", "独孤"),
    }
)
"""Surnames of two signs that are met most."""


def surname_of(name: str) -> str:
    return name[:2] if len(name) > 2 and name[:2] in TWO_SIGNS else name[:1]


def name_shown(name: str | None, chosen: str, viewer: Viewer) -> str:
    """`王同志` for strangers; for whoever lives or serves there as the person chose."""
    if not name:
        return UNNAMED
    if viewer != Viewer.STRANGER and chosen == NameOnRoster.FULL:
        return name
    return f"{surname_of(name)}同志"
