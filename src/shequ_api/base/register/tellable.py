"""What may be told of a dwelling, a building, somebody or premises: keyed facts and own fields."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from shequ_api.base.register.catalogue import CATALOGUE, FactKind, SubjectKind, ValueKind
from shequ_api.base.residency.words import BELONGINGS


class Field(StrEnum):
    """What an entry, its occupancy or premises say themselves."""

    PHONE = "phone"
    BELONGING = "belonging"
    NAME = "name"
    PREMISES_KIND = "kind"
    KEEPER_NAME = "keeper_name"
    KEEPER_PHONE = "keeper_phone"


PHONES = frozenset({Field.PHONE, Field.KEEPER_PHONE})
ALWAYS_KNOWN = frozenset({Field.BELONGING, Field.NAME, Field.PREMISES_KIND})
LONGEST_NAME = 50
_PREMISES_KINDS = {
    "shop": "商店",
    "restaurant": "餐饮",
    "office": "办公",
    "workshop": "作坊",
    "lodging": "住宿",
    "school": "学校",
    "care_home": "养老托育",
    "warehouse": "仓储",
    "other": "其他",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tellable:
    """One thing that may be told. `sealed`: shown masked or not at all, but for a reveal."""

    subject: SubjectKind
    key: str
    title: str
    value: ValueKind
    choices: Mapping[str, str] | None = None
    sealed: bool = False
    longest: int = LONGEST_NAME

    @property
    def fact_kind(self) -> FactKind | None:
        """The kind of a keyed fact; None for a field."""
        kind = CATALOGUE.get(self.key)
        return kind if kind is not None and kind.subject == self.subject else None


def _keyed(kind: FactKind) -> Tellable:
    return Tellable(
        subject=kind.subject,
        key=kind.key,
        title=kind.title,
        value=kind.value,
        choices=kind.choices,
        sealed=kind.sensitive,
        longest=200,
    )


def _sealed(subject: SubjectKind, key: Field, title: str) -> Tellable:
    return Tellable(subject=subject, key=key, title=title, value=ValueKind.TEXT, sealed=True)


def _choice(subject: SubjectKind, key: Field, title: str, choices: Mapping[Any, str]) -> Tellable:
    return Tellable(subject=subject, key=key, title=title, value=ValueKind.CHOICE, choices=choices)


_PERSON, _PREMISES = SubjectKind.PERSON, SubjectKind.PREMISES
_ALL = (
    *(_keyed(kind) for kind in CATALOGUE.values()),
    _sealed(_PERSON, Field.NAME, "姓名"),
    _sealed(_PERSON, Field.PHONE, "联系电话"),
    _choice(_PERSON, Field.BELONGING, "居住关系", BELONGINGS),
    Tellable(
        subject=_PREMISES, key=Field.NAME, title="单位名称", value=ValueKind.TEXT, longest=100
    ),
    _choice(_PREMISES, Field.PREMISES_KIND, "单位类别", _PREMISES_KINDS),
    _sealed(_PREMISES, Field.KEEPER_NAME, "负责人"),
    _sealed(_PREMISES, Field.KEEPER_PHONE, "负责人电话"),
)
TELLABLE: Mapping[tuple[SubjectKind, str], Tellable] = {(one.subject, one.key): one for one in _ALL}
REFERENCES = frozenset({_PERSON, _PREMISES})
"""What a form may refer to by its id; of all else it is about itself."""
PLACES = (SubjectKind.DWELLING, SubjectKind.BUILDING)


def tellable_of(to: str | None, key: str) -> Tellable | None:
    """What a key tells of a thing of kind `to`, of the place where that is None."""
    if to is not None:
        return TELLABLE.get((SubjectKind(to), key)) if to in REFERENCES else None
    found = (TELLABLE.get((kind, key)) for kind in PLACES)
    return next((one for one in found if one is not None), None)
