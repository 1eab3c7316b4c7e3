"""Facts by which rules ask who may apply: what each is called, and what it may be.

What the register keeps sealed is none of them: it rests on a consent that was given for care.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from shequ_api.base.access.levels import LEVEL_TITLES
from shequ_api.base.people.models import PartnerKind
from shequ_api.base.register.catalogue import CATALOGUE, FactKind, SubjectKind, ValueKind
from shequ_api.base.residency.words import BELONGINGS

YES, NO = "yes", "no"
YES_OR_NO = {YES: "是", NO: "否"}
SEXES = {"male": "男", "female": "女"}
ORGANISATIONS = {
    PartnerKind.INDIVIDUAL.value: "个体",
    PartnerKind.GROUP.value: "社群组织",
    PartnerKind.BUSINESS.value: "企业",
}
OF_REGISTER = "register."


@dataclass(frozen=True, slots=True)
class FactInfo:
    """A fact. `words` None: a whole number."""

    title: str
    words: Mapping[str, str] | None = None


def _of_register(kind: FactKind) -> FactInfo | None:
    if kind.subject != SubjectKind.PERSON or kind.sensitive:
        return None
    if kind.value == ValueKind.NUMBER:
        return FactInfo(kind.title)
    words = YES_OR_NO if kind.value == ValueKind.YES_NO else kind.choices
    return FactInfo(kind.title, words) if words else None


_REGISTER = {OF_REGISTER + key: _of_register(kind) for key, kind in CATALOGUE.items()}
FACTS: Mapping[str, FactInfo] = {
    "age": FactInfo("年龄（周岁）"),
    "identity_level": FactInfo("实名等级（" + "、".join(LEVEL_TITLES.values()) + "，0 至 4）"),
    "sex": FactInfo("性别", SEXES),
    "lives_here": FactInfo("居住在本辖区（已核实）", YES_OR_NO),
    "belonging": FactInfo("在本辖区的住户身份", {k.value: v for k, v in BELONGINGS.items()}),
    "organisation_kind": FactInfo("单位性质", ORGANISATIONS),
    "organisation_here": FactInfo("单位登记在本辖区", YES_OR_NO),
    **{key: info for key, info in _REGISTER.items() if info is not None},
}


def doubt_of(
    fact: str, at_least: int | None, at_most: int | None, one_of: Sequence[str] | None
) -> str | None:
    """What is wrong with a rule, in words for its author."""
    info = FACTS.get(fact)
    bounded = at_least is not None or at_most is not None
    if info is None:
        return "没有这个信息项"
    if info.words is None:
        crossed = at_least is not None and at_most is not None and at_most < at_least
        return None if bounded and one_of is None and not crossed else "请写明数值的上下限"
    if bounded or not one_of:
        return "请列出符合条件的选项"
    return None if set(one_of) <= info.words.keys() else "选项不属于这个信息项"
