"""The catalogue of keyed facts: what may be known of dwellings, buildings, entries and premises."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from shequ_api.kit.errors import Malformed

LONGEST_TEXT = 200
LARGEST_NUMBER = 1_000_000


class SubjectKind(StrEnum):
    DWELLING = "dwelling"
    BUILDING = "building"
    PERSON = "person"
    PREMISES = "premises"


class ValueKind(StrEnum):
    YES_NO = "yes_no"
    NUMBER = "number"
    """A whole number, 0 to a million."""
    CHOICE = "choice"
    TEXT = "text"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True)
class FactKind:
    """One key: about what, of which kind, whether it is sealed, and how long it holds.

    What is sealed of a person rests on their consent, but for a `legal_basis`: the law that has it
    kept whatever they say.
    """

    key: str
    title: str
    subject: SubjectKind
    value: ValueKind
    fresh_days: int
    sensitive: bool = False
    legal_basis: str | None = None
    choices: Mapping[str, str] | None = None


class FactUnknown(Malformed):
    code, title = "register_fact_unknown", "没有这个信息项"


class FactUnfit(Malformed):
    code, title = "register_fact_unfit", "内容与信息项的要求不符"


_DWELLING, _BUILDING = SubjectKind.DWELLING, SubjectKind.BUILDING
_PERSON, _PREMISES = SubjectKind.PERSON, SubjectKind.PREMISES
_YES_NO, _NUMBER, _CHOICE = ValueKind.YES_NO, ValueKind.NUMBER, ValueKind.CHOICE
_USES = {"own": "自住", "let": "出租", "shared": "合租", "vacant": "空置", "business": "经营"}
_GAS = {"piped": "管道燃气", "bottled": "瓶装液化气", "none": "不使用燃气"}
_HOSES = {"rubber": "橡胶软管", "metal_clad": "金属包覆软管", "stainless_steel": "不锈钢波纹软管"}
_WORKING = {"working": "正常", "faulty": "失效", "missing": "没有"}
_WORK = {
    "employed": "就业",
    "retired": "退休",
    "student": "在读",
    "seeking": "求职",
    "none": "无业",
}

_KINDS = (
    FactKind(
        key="dwelling_use",
        title="房屋用途",
        subject=_DWELLING,
        value=_CHOICE,
        fresh_days=90,
        choices=_USES,
    ),
    FactKind(
        key="gas_supply",
        title="燃气方式",
        subject=_DWELLING,
        value=_CHOICE,
        fresh_days=180,
        choices=_GAS,
    ),
    FactKind(key="room_count", title="房间数", subject=_DWELLING, value=_NUMBER, fresh_days=730),
    FactKind(key="dog_count", title="犬只数", subject=_DWELLING, value=_NUMBER, fresh_days=180),
    FactKind(
        key="gas_hose",
        title="燃气软管材质",
        subject=_DWELLING,
        value=_CHOICE,
        fresh_days=365,
        choices=_HOSES,
    ),
    FactKind(
        key="gas_alarm",
        title="燃气泄漏报警器",
        subject=_DWELLING,
        value=_CHOICE,
        fresh_days=180,
        choices=_WORKING,
    ),
    FactKind(
        key="bicycle_charging",
        title="户内为电动自行车充电",
        subject=_DWELLING,
        value=_YES_NO,
        fresh_days=90,
    ),
    FactKind(
        key="charging_point",
        title="电动自行车集中充电点",
        subject=_BUILDING,
        value=_CHOICE,
        fresh_days=180,
        choices=_WORKING,
    ),
    FactKind(
        key="charging_sockets",
        title="可用充电插口",
        subject=_BUILDING,
        value=_NUMBER,
        fresh_days=180,
    ),
    FactKind(
        key="employment",
        title="就业状况",
        subject=_PERSON,
        value=_CHOICE,
        fresh_days=180,
        choices=_WORK,
    ),
    FactKind(key="party_member", title="中共党员", subject=_PERSON, value=_YES_NO, fresh_days=365),
    FactKind(key="lives_alone", title="独居", subject=_PERSON, value=_YES_NO, fresh_days=90),
    FactKind(
        key="emergency_contact",
        title="紧急联系人",
        subject=_PERSON,
        value=ValueKind.TEXT,
        fresh_days=180,
        sensitive=True,
    ),
    FactKind(
        key="mobility_need",
        title="行动不便情况",
        subject=_PERSON,
        value=ValueKind.TEXT,
        fresh_days=90,
        sensitive=True,
    ),
    FactKind(
        key="residence_permit_until",
        title="居住证到期日",
        subject=_PERSON,
        value=ValueKind.DAY,
        fresh_days=180,
        legal_basis="居住证暂行条例第十条",
    ),
    FactKind(key="staff_count", title="从业人数", subject=_PREMISES, value=_NUMBER, fresh_days=90),
    FactKind(
        key="extinguisher_count",
        title="灭火器数量",
        subject=_PREMISES,
        value=_NUMBER,
        fresh_days=90,
    ),
    FactKind(
        key="bottled_gas", title="使用瓶装气", subject=_PREMISES, value=_YES_NO, fresh_days=30
    ),
    FactKind(
        key="people_sleep_here", title="店内住人", subject=_PREMISES, value=_YES_NO, fresh_days=90
    ),
    FactKind(
        key="licence_until",
        title="许可证到期日",
        subject=_PREMISES,
        value=ValueKind.DAY,
        fresh_days=180,
    ),
)
CATALOGUE: Mapping[str, FactKind] = {kind.key: kind for kind in _KINDS}
BY_CONSENT = frozenset(
    kind.key
    for kind in _KINDS
    if kind.subject == _PERSON and kind.sensitive and kind.legal_basis is None
)
"""Keys that go when the person takes the consent back, and do not come back before it does."""


def fact_kind(key: str, subject: SubjectKind) -> FactKind:
    """The kind of a key that may be said of such a subject. FactUnknown."""
    kind = CATALOGUE.get(key)
    if kind is None or kind.subject != subject:
        raise FactUnknown
    return kind


def checked(kind: FactKind, value: Any) -> Any:
    """The value as it is kept. FactUnfit: another type, an unknown choice, out of bounds."""
    if not _FITS[kind.value](kind, value):
        raise FactUnfit
    return value


def _is_day(_: FactKind, value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_number(_: FactKind, value: Any) -> bool:
    return type(value) is int and 0 <= value <= LARGEST_NUMBER


_FITS = {
    ValueKind.YES_NO: lambda _, value: isinstance(value, bool),
    ValueKind.NUMBER: _is_number,
    ValueKind.CHOICE: lambda kind, value: isinstance(value, str) and value in (kind.choices or {}),
    ValueKind.TEXT: lambda _, value: isinstance(value, str) and 0 < len(value) <= LONGEST_TEXT,
    ValueKind.DAY: _is_day,
}
