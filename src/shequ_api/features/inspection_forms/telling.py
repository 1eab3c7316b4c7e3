"""Whether what a form's fields tell are facts that the register has, told as it keeps them."""

from collections.abc import Iterator
from typing import Any

from shequ_api.base.register.catalogue import LARGEST_NUMBER, ValueKind
from shequ_api.base.register.tellable import REFERENCES, Tellable, tellable_of
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.fields import (
    AnyField,
    BooleanField,
    DateField,
    IntegerField,
    MultipleChoiceField,
    ReferenceField,
    SingleChoiceField,
    TextField,
)
from shequ_api.kit.errors import Fault, Malformed


class TellingUnfit(Malformed):
    """What a field tells is no fact of the register, or no value of that fact."""

    code, title = "telling_unfit", "字段所对应的底册信息项不存在，或类型、选项不符"


def refuse_unfit_tellings(definition: FormDefinition) -> None:
    """Refuse references to unknown kinds of things, and tellings that the register has no fact for.

    What is sealed there is a sensitive answer here, and what is sensitive here is sealed there.
    """
    faults = list(_faults(definition))
    if faults:
        raise TellingUnfit(errors=tuple(faults))


def _faults(definition: FormDefinition) -> Iterator[Fault]:
    kinds: dict[str, str] = {}
    for number, section in enumerate(definition.sections):
        for index, field in enumerate(section.fields):
            here = f"/sections/{number}/fields/{index}"
            if isinstance(field, ReferenceField):
                kinds[field.key] = field.to
                if field.to not in REFERENCES:
                    yield Fault(f"{here}/to", "reference_unknown", "只能引用人员或单位")
            if field.tells is not None and not _tells_soundly(definition, field, kinds):
                yield Fault(f"{here}/tells", TellingUnfit.code, TellingUnfit.title)


def _tells_soundly(definition: FormDefinition, field: AnyField, kinds: dict[str, str]) -> bool:
    tells = field.tells
    if tells is None:
        return True
    fact = tellable_of(kinds.get(tells.about) if tells.about else None, tells.fact)
    if fact is None or fact.sealed != field.sensitive:
        return False
    if tells.one_of is not None:
        return fact.value == ValueKind.YES_NO
    if tells.values is not None:
        return all(_is_value(fact, value) for value in tells.values.values())
    return _fits_plainly(definition, field, fact)


def _is_value(fact: Tellable, value: Any) -> bool:
    if fact.value == ValueKind.YES_NO:
        return isinstance(value, bool)
    return fact.value == ValueKind.CHOICE and value in (fact.choices or {})


def _fits_plainly(definition: FormDefinition, field: AnyField, fact: Tellable) -> bool:
    match field:
        case BooleanField():
            return fact.value == ValueKind.YES_NO
        case IntegerField():
            within = field.minimum >= 0 and field.maximum <= LARGEST_NUMBER
            return fact.value == ValueKind.NUMBER and within
        case TextField():
            return fact.value == ValueKind.TEXT and field.max_length <= fact.longest
        case DateField():
            return fact.value == ValueKind.DAY
        case SingleChoiceField():
            keys = {choice.key for choice in definition.choices_of(field)}
            return fact.value == ValueKind.CHOICE and keys <= (fact.choices or {}).keys()
        case MultipleChoiceField():
            return False
    return False
