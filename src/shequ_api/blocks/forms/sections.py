"""Sections: headings over fields, or groups of fields that repeat."""

from typing import Annotated, Self

from pydantic import Field, model_validator

from shequ_api.blocks.forms.fields import AnyField
from shequ_api.blocks.forms.parts import FormCondition, insist
from shequ_api.kit.schema import Input, Key, Line, Note

MAX_FIELDS = 100
MAX_REPEATS = 50

Fields = Annotated[tuple[AnyField, ...], Field(strict=False, min_length=1, max_length=MAX_FIELDS)]


class FormRepeat(Input):
    """How many times a section may be filled; `label` names one of them (一位老人)."""

    minimum: Annotated[int, Field(ge=0, le=MAX_REPEATS)] = 0
    maximum: Annotated[int, Field(ge=1, le=MAX_REPEATS)] = MAX_REPEATS
    label: Line

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        insist(self.minimum <= self.maximum, "range_empty", "最少次数大于最多次数")
        return self


class FormSection(Input):
    """A heading over fields; with `repeat`, a list of objects that each answer these fields."""

    key: Key
    label: Line
    help: Note | None = None
    shown_when: FormCondition | None = None
    repeat: FormRepeat | None = None
    fields: Fields

    @property
    def required(self) -> bool:
        """True when the section, shown, must have been filled at least once."""
        return self.repeat is not None and self.repeat.minimum > 0
