"""The JSON Schema (2020-12) of a definition's answers, and its errors in our words.

It holds what one answer can tell by itself: type, range, length, choices, no unknown names. What
hangs on other answers (shown, hidden, required) is `checking`'s.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationError

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
    TextField,
)
from shequ_api.blocks.forms.parts import ISO_DATE
from shequ_api.kit.errors import Fault

Schema = dict[str, Any]

NOT_BLANK = r"\S"
DAY = f"^{ISO_DATE}$"
MOMENT = (
    f"^{ISO_DATE}T[0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}}(\\.[0-9]{{1,6}})?(Z|[+-][0-9]{{2}}:[0-9]{{2}})$"
)
LOWER_CASE_UUID = "^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"

_KEYWORDS = {
    "enum": ("not_a_choice", "请从给出的选项中选择"),
    "minimum": ("below_minimum", "不能小于 {}"),
    "maximum": ("above_maximum", "不能大于 {}"),
    "maxLength": ("too_long", "最多 {} 个字"),
    "minItems": ("too_few", "至少 {} 项"),
    "maxItems": ("too_many", "最多 {} 项"),
    "uniqueItems": ("repeated", "有重复的项"),
}
_PATTERNS = {
    NOT_BLANK: ("blank", "不能为空白；没有内容时请不要填写这一项"),
    DAY: ("not_a_date", "日期应写作 年-月-日，例如 2026-01-31"),
    MOMENT: ("not_a_moment", "时间应写作 2026-01-31T09:30:00+08:00 的样子"),
    LOWER_CASE_UUID: ("not_an_id", "编号格式不符"),
}
_TYPES = {
    "boolean": "应为是或否",
    "integer": "应为整数",
    "number": "应为数字",
    "string": "应为文字",
    "array": "应为列表",
    "object": "应为对象",
}


def shape_of(definition: FormDefinition) -> Schema:
    """The JSON Schema of the answers to a definition."""
    properties: Schema = {}
    for section in definition.sections:
        fields = {field.key: _field(field, definition) for field in section.fields}
        if section.repeat is None:
            properties |= fields
            continue
        properties[section.key] = {
            "type": "array",
            "minItems": max(1, section.repeat.minimum),
            "maxItems": section.repeat.maximum,
            "items": _object(fields),
        }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **_object(properties)}


def shape_faults(validator: Draft202012Validator, answers: Schema) -> Iterator[Fault]:
    """What the schema finds, in our codes and Chinese, never quoting the answers.

    The answers must be readable (`canonical.unreadable`): on NaN, surrogates and integers beyond
    64 bits the validator raises or, worse, lets a maximum pass.
    """
    for error in validator.iter_errors(answers):
        yield from _faults(error)


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _field(field: AnyField, definition: FormDefinition) -> Schema:
    match field:
        case BooleanField():
            return {"type": "boolean"}
        case IntegerField() | NumberField():
            return {"type": field.kind, "minimum": field.minimum, "maximum": field.maximum}
        case TextField():
            return {"type": "string", "pattern": NOT_BLANK, "maxLength": field.max_length}
        case DateField():
            return {"type": "string", "pattern": DAY}
        case MomentField():
            return {"type": "string", "pattern": MOMENT}
        case PhotosField():
            return _list(_an_id(), field.min_count, field.max_count)
        case SignatureField() | ReferenceField():
            return _an_id()
    picked = {"enum": [choice.key for choice in definition.choices_of(field)]}
    return _list(picked, 1, field.max_count) if isinstance(field, MultipleChoiceField) else picked


def _an_id() -> Schema:
    return {"type": "string", "pattern": LOWER_CASE_UUID}


def _list(items: Schema, least: int, most: int) -> Schema:
    return {
        "type": "array",
        "items": items,
        "minItems": least,
        "maxItems": most,
        "uniqueItems": True,
    }


def _faults(error: ValidationError) -> Iterator[Fault]:
    pointer = "".join(f"/{step}" for step in error.instance_path)
    name, value = error.kind.name, error.kind.value
    if name == "additionalProperties":
        for place in _places_of_unknown(pointer, value):
            yield Fault(place, "unknown_field", "表单里没有这一项")
    elif name == "type":
        yield Fault(pointer, "wrong_type", _TYPES[value[0]])
    elif name == "pattern":
        yield Fault(pointer, *_PATTERNS[value])
    else:
        code, detail = _KEYWORDS[name]
        yield Fault(pointer, code, detail.format(_plain(value)))


def _places_of_unknown(pointer: str, names: Sequence[str]) -> list[str]:
    """Where the unknown fields are. Only names that look like a field's are spelled out; the
    client's other words stay unsaid, behind the object that holds them."""
    words = [name if re.fullmatch("[a-z][a-z0-9_]{0,62}", name) else "" for name in names]
    return sorted({f"{pointer}/{word}" if word else pointer for word in words})


def _plain(limit: object) -> object:
    """A limit as people write it: 300, not 300.0."""
    return int(limit) if isinstance(limit, float) and limit.is_integer() else limit
