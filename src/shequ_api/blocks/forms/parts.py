"""What fields are made of: bounded values, choices, conditions and the rules that raise flags."""

import re
from datetime import date
from typing import Annotated, LiteralString, Self

from pydantic import AfterValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from shequ_api.kit.schema import BIGINT_MAX, Input, Key, Line

MAX_CHOICES = 200
MAX_TEXT = 2000
MAX_PHOTOS = 12
"""Photos of one submission, all its fields together."""
EARLIEST, LATEST = "1900-01-01", "2199-12-31"
ISO_DATE = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
"""RFC 3339 full-date. `date.fromisoformat` alone would also take 20240229 and 2024-W09-4."""


def is_calendar_date(text: str) -> bool:
    """True for a day that exists, written YYYY-MM-DD."""
    if not re.fullmatch(ISO_DATE, text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _calendar_date(text: str) -> str:
    if not is_calendar_date(text):
        raise PydanticCustomError("not_a_date", "不是有效的日期")
    return text


def insist(held: bool, code: LiteralString, detail: LiteralString) -> None:
    """Refuse a definition, from within a validator, where a rule does not hold."""
    if not held:
        raise PydanticCustomError(code, detail)


Whole = Annotated[int, Field(ge=-BIGINT_MAX, le=BIGINT_MAX)]
Real = Annotated[float, Field(ge=-BIGINT_MAX, le=BIGINT_MAX, allow_inf_nan=False)]
Day = Annotated[str, Field(json_schema_extra={"format": "date"}), AfterValidator(_calendar_date)]
Unit = Annotated[Line, Field(max_length=16)]
PhotoCount = Annotated[int, Field(ge=1, le=MAX_PHOTOS)]


class FormChoice(Input):
    """One answer that may be picked: its key is stored, its label is read."""

    key: Key
    label: Line
    alone: bool = False
    """In a multiple choice, cannot be picked beside others (以上都没有)."""


Choices = Annotated[
    tuple[FormChoice, ...], Field(strict=False, min_length=1, max_length=MAX_CHOICES)
]
ChoiceKeys = Annotated[tuple[Key, ...], Field(strict=False, min_length=1, max_length=MAX_CHOICES)]


class FormCondition(Input):
    """What must hold of an earlier field for this one to be shown: exactly one of the three.

    `equals` is for a yes or no, an integer or a single choice; `one_of` for choices (of a multiple
    choice, one picked suffices); `answered` for any kind. A field that is hidden is not answered.
    """

    field: Key
    equals: bool | Whole | Key | None = None
    one_of: ChoiceKeys | None = None
    answered: bool | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Self:
        said = [part for part in (self.equals, self.one_of, self.answered) if part is not None]
        insist(len(said) == 1, "condition_unclear", "条件须且只须写一种：等于、属于、已填写")
        return self


class FieldTelling(Input):
    """What an answer tells beyond its form: a `fact` that whoever publishes the form knows, of the
    thing that an earlier reference names (`about`), else of that which the form is about.

    `values` puts the fact's value for a choice, and what it leaves out tells nothing; with `one_of`
    the fact is whether one of these is picked; with neither it is the answer.
    """

    fact: Key
    about: Key | None = None
    values: (
        Annotated[dict[Key, bool | Whole | Key], Field(min_length=1, max_length=MAX_CHOICES)] | None
    ) = None
    one_of: ChoiceKeys | None = None

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        one = self.values is None or self.one_of is None
        insist(one, "telling_unclear", "对应的值与选项只能写一种")
        return self


class _FlagRule(Input):
    flag: Key
    text: Line
    """What the reader is told when it is raised."""


class BooleanFlag(_FlagRule):
    """Raised by one of yes and no."""

    equals: bool


class ChoiceFlag(_FlagRule):
    """Raised when one of these is picked."""

    one_of: ChoiceKeys


class BandFlag(_FlagRule):
    """Raised by a number in the half-open band `at_least` <= number < `below`.

    One end may be open.
    """

    at_least: Real | None = None
    below: Real | None = None

    @model_validator(mode="after")
    def _not_empty(self) -> Self:
        low, high = self.at_least, self.below
        insist(low is not None or high is not None, "band_open", "阈值至少写一端")
        insist(low is None or high is None or low < high, "band_empty", "阈值的下限须小于上限")
        return self


BooleanFlags = Annotated[tuple[BooleanFlag, ...], Field(strict=False, max_length=2)]
ChoiceFlags = Annotated[tuple[ChoiceFlag, ...], Field(strict=False, max_length=20)]
BandFlags = Annotated[tuple[BandFlag, ...], Field(strict=False, max_length=20)]
