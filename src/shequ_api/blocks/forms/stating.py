"""Answers in words, to stand on a paper for others: a label and a value for each.

may_be_stated(definition)          ->  the keys of fields whose answers may stand there
stated(definition, answers, keys)  ->  label and value of each that was answered, as keys are told
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.fields import (
    AnyField,
    BooleanField,
    MomentField,
    PhotosField,
    ReferenceField,
    SignatureField,
)
from shequ_api.kit.clock import said_instant


class Stated(NamedTuple):
    """One answer in words."""

    label: str
    value: str


def may_be_stated(definition: FormDefinition) -> frozenset[str]:
    """Fields that are answered once, in words, and are not sensitive: whatever is stored sealed
    is."""
    return frozenset(_statable(definition))


def stated(
    definition: FormDefinition, answers: Mapping[str, Any], keys: Iterable[str]
) -> list[Stated]:
    """What was answered to these fields; one that was not answered is left out."""
    fields = _statable(definition)
    return [
        Stated(fields[key].label, _words(definition, fields[key], answers[key]))
        for key in keys
        if key in fields and key in answers
    ]


def _statable(definition: FormDefinition) -> dict[str, AnyField]:
    once = (section for section in definition.sections if section.repeat is None)
    wordless = PhotosField | SignatureField | ReferenceField
    return {
        field.key: field
        for section in once
        for field in section.fields
        if not field.sensitive and not isinstance(field, wordless)
    }


def _words(definition: FormDefinition, field: AnyField, answer: Any) -> str:
    if isinstance(field, BooleanField):
        return "是" if answer else "否"
    if isinstance(field, MomentField):
        return said_instant(datetime.fromisoformat(answer))
    labels = {choice.key: choice.label for choice in definition.choices_of(field)}
    each = answer if isinstance(answer, list) else [answer]
    unit = getattr(field, "unit", None)
    return "、".join(labels.get(one, str(one)) for one in each) + (f" {unit}" if unit else "")
