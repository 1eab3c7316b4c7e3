"""Pure decisions about categories: what may be asked, and how Open311 calls it."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.fields import (
    AnyField,
    BooleanField,
    DateField,
    IntegerField,
    MomentField,
    MultipleChoiceField,
    NumberField,
    PhotosField,
    ReferenceField,
    SignatureField,
    SingleChoiceField,
    TextField,
)
from shequ_api.kit.errors import Fault

SECTION = "attributes"
SHORT_TEXT = 100
"""A text of at most so many characters is a line (`string`), a longer one a paragraph (`text`)."""
_YES_NO = (("true", "是"), ("false", "否"))


def definition_of(title: str, fields: Sequence[AnyField]) -> FormDefinition:
    """The form of a category's attributes: one section. ValidationError: they do not fit."""
    asked = [field.model_dump(mode="json", exclude_none=True) for field in fields]
    return FormDefinition.model_validate(
        {"title": title, "sections": [{"key": SECTION, "label": title, "fields": asked}]}
    )


def attribute_doubts(title: str, fields: Sequence[AnyField]) -> list[Fault]:
    """Why fields cannot be a category's attributes; [] where they can.

    Answers are words and choices: photos belong to the ticket itself, a field that is shown by
    another's answer has no counterpart in Open311, and what is sensitive is not asked here.
    """
    doubts = [
        Fault(f"/attributes/{number}", "attribute_unfit", "分类属性不能是照片、签名、关联或敏感项")
        for number, field in enumerate(fields)
        if isinstance(field, PhotosField | SignatureField | ReferenceField)
        or field.sensitive
        or field.shown_when is not None
        or field.tells is not None
        or getattr(field, "flags", None)
        or getattr(field, "choice_list", None)
    ]
    if doubts or not fields:
        return doubts
    try:
        definition_of(title, fields)
    except ValidationError:
        return [Fault("/attributes", "attributes_unfit", "属性互相矛盾，或编码重复")]
    return []


def datatype_of(field: AnyField) -> str:
    """What Open311 (GeoReport v2, GET Service Definition) calls the kind of a field."""
    match field:
        case IntegerField() | NumberField():
            return "number"
        case DateField() | MomentField():
            return "datetime"
        case BooleanField() | SingleChoiceField():
            return "singlevaluelist"
        case MultipleChoiceField():
            return "multivaluelist"
        case TextField():
            return "string" if field.max_length <= SHORT_TEXT else "text"
    raise ValueError(f"no attribute is a {field.kind}")


def values_of(definition: FormDefinition, field: AnyField) -> list[tuple[str, str]]:
    """Key and name of each choice; of yes and no, too."""
    if isinstance(field, BooleanField):
        return list(_YES_NO)
    return [(choice.key, choice.label) for choice in definition.choices_of(field)]


def said(definition: FormDefinition, answers: dict[str, Any]) -> list[tuple[str, str, Any]]:
    """Key, label and answer in words of what was answered, in the order of the form."""
    found = []
    for field in definition.sections[0].fields:
        if field.key in answers:
            names = dict(values_of(definition, field))
            found.append((field.key, field.label, _words(names, answers[field.key])))
    return found


def _words(names: dict[str, str], answer: Any) -> Any:
    if isinstance(answer, list):
        return [names.get(each, each) for each in answer]
    if isinstance(answer, bool):
        return names["true" if answer else "false"]
    return names.get(answer, answer) if isinstance(answer, str) else answer
