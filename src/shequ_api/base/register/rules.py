"""Pure decisions about entries: who somebody is, and whether it can be so."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from shequ_api.base.register.freshness import RegisterSource
from shequ_api.base.register.papers import LONG, IdKind, Paper, paper_kept, paper_of, papers_of
from shequ_api.base.register.sealing import plain_name
from shequ_api.kit.crypto import normalise_phone
from shequ_api.kit.errors import Malformed
from shequ_api.kit.national_codes import FEMALE, MALE, born_on_of, sex_of

SEX_UNKNOWN = 0
BY_CONSENT = frozenset({"id_number", "id_kind", "born_on"})
"""Of an identity, what is kept by consent to the policy on sensitive information alone."""


class SexDiffers(Malformed):
    code, title = "sex_differs", "性别与证件号码不符，请核对"


class DayAhead(Malformed):
    code, title = "day_ahead", "日期不能晚于今天"


class NobodyNamed(Malformed):
    code, title = "nobody_named", "请填写姓名"


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who somebody is, in clear. What is None is not known."""

    name: str | None
    phone: str | None = None
    id_number: str | None = None
    id_kind: str | None = None
    """Of which document the number is."""
    born_on: date | None = None
    sex: int = SEX_UNKNOWN

    @property
    def paper(self) -> Paper | None:
        """The number with its kind."""
        if self.id_number is None:
            return None
        kind = self.id_kind
        return Paper(IdKind(kind), self.id_number) if kind else paper_kept(self.id_number)

    def as_facts(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "phone": self.phone,
            "id_number": self.id_number,
            "id_kind": self.id_kind,
            "born_on": self.born_on and self.born_on.isoformat(),
            "sex": self.sex,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a fact comes from: a door visit, an import, and which."""

    source: RegisterSource
    source_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """As what somebody belongs to a dwelling, in which household, since when."""

    belonging: str
    household: int = 1
    relation: str | None = None
    """To the head of the household; None where nobody has said."""
    starts_on: date


def settled(identity: Identity, *, today: date) -> Identity:
    """An identity in its normal form; a number of 18 signs decides on birth and sex.

    What `paper_of` refuses, DayAhead, NobodyNamed.
    """
    if not identity.name or not plain_name(identity.name):
        raise NobodyNamed
    phone = normalise_phone(identity.phone) if identity.phone else None
    number, kind = None, None
    born_on, sex = identity.born_on, identity.sex
    if identity.id_number:
        paper = paper_of(identity.id_number, identity.id_kind, today=today)
        number, kind = paper.number, str(paper.kind)
        if len(number) == LONG:
            born_on, sex = born_on_of(number), sex_of(number)
    if born_on is not None and born_on > today:
        raise DayAhead
    return replace(identity, phone=phone, id_number=number, id_kind=kind, born_on=born_on, sex=sex)


def check_sex(said: int | None, identity: Identity) -> None:
    """SexDiffers: what was said of a settled identity's sex is not what its number says."""
    by_number = len(identity.id_number or "") == LONG
    if by_number and said in {MALE, FEMALE} and said != identity.sex:
        raise SexDiffers


def same_human(one: Identity, other: Identity) -> bool:
    """Whether two identities at one dwelling are surely the same human being.

    Numbers of one kind decide where both are known; else name and phone together.
    """
    if one.id_number and other.id_number and one.id_kind == other.id_kind:
        return one.id_number == other.id_number
    if not one.name or not other.name or plain_name(one.name) != plain_name(other.name):
        return False
    return bool(one.phone) and one.phone == other.phone


def vouched_for(known: Identity, *, name: str, phone: str | None, id_number: str | None) -> bool:
    """Whether the register knows somebody by name, and by ID number where given, else by phone."""
    if not known.name or plain_name(known.name) != plain_name(name):
        return False
    if id_number:
        return known.paper in papers_of(id_number)
    return bool(phone and known.phone) and known.phone == normalise_phone(phone or "")


def name_has(known: str | None, part: str) -> bool:
    """Whether a part stands in a name: codes that fit may be another's by chance."""
    return bool(known) and plain_name(part) in plain_name(known or "")


def changed(before: Identity, after: Identity) -> dict[str, Any]:
    """Field → what it said, of those that differ."""
    now = after.as_facts()
    return {key: value for key, value in before.as_facts().items() if value != now[key]}


def with_changes(identity: Identity, changes: Mapping[str, Any]) -> Identity:
    """An identity with some fields changed; `born_on` may be text, as it was sealed.

    A number that is said without its kind does not keep that of the number before.
    """
    given = {key: value for key, value in changes.items() if key in Identity.__slots__}
    if "id_number" in given:
        given.setdefault("id_kind", None)
    if isinstance(born := given.get("born_on"), str):
        given["born_on"] = date.fromisoformat(born)
    return replace(identity, **given)


def check_past(day: date, *, today: date) -> None:
    """DayAhead."""
    if day > today:
        raise DayAhead
