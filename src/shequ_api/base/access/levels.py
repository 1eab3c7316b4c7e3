"""Identity levels: how well somebody is known, and which action needs which."""

from collections.abc import Mapping
from enum import IntEnum

from shequ_api.kit.errors import Forbidden


class IdentityLevel(IntEnum):
    """Each holds those below it. A level that rests on a proof ends when the proof expires."""

    ACCOUNT = 0
    """Signed in with WeChat."""
    PHONE = 1
    """WeChat vouched for a phone number."""
    DWELLING = 2
    """Verified to belong to a dwelling."""
    DOCUMENT = 3
    """Name and ID number agree with a register."""
    COUNTER = 4
    """Seen in person with the document, at a counter."""


LEVEL_TITLES = {
    IdentityLevel.ACCOUNT: "微信登录",
    IdentityLevel.PHONE: "已绑定手机号",
    IdentityLevel.DWELLING: "已核实住户",
    IdentityLevel.DOCUMENT: "已核验身份证件",
    IdentityLevel.COUNTER: "已在窗口当面核验",
}

HOW_TO_REACH = {
    IdentityLevel.PHONE: "请先绑定手机号",
    IdentityLevel.DWELLING: "请先登记住户，由邻居邀请、人房信息或网格员上门核实",
    IdentityLevel.DOCUMENT: "请先核验身份证件；也可以带证件到社区窗口办理",
    IdentityLevel.COUNTER: "请带身份证件到社区窗口，由工作人员当面核验",
}

Levels = Mapping[str, IdentityLevel]
"""Permission → the level that it needs; those that are not named need an account only."""


class LevelTooLow(Forbidden):
    """Says which level is needed, which one is there, and the way from one to the other."""

    code, title = "identity_level_too_low", "需要先完成身份核验"

    def __init__(self, needed: IdentityLevel, held: IdentityLevel) -> None:
        step = IdentityLevel(held + 1)
        super().__init__(
            f"这项操作需要“{LEVEL_TITLES[needed]}”，{HOW_TO_REACH[step]}",
            needed_level=int(needed),
            identity_level=int(held),
        )


class LevelBook:
    """Which permission needs which level, put together from all modules at start-up."""

    def __init__(self, levels: list[Levels]) -> None:
        self._book = {str(permission): level for one in levels for permission, level in one.items()}

    def needed_for(self, permission: str) -> IdentityLevel:
        return self._book.get(str(permission), IdentityLevel.ACCOUNT)
