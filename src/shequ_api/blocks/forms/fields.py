"""The kinds of fields, as plain data that a client can render without new code.

Each kind says what its answer looks like in JSON. What is not answered is left out: null, "" and []
are faults, so that one meaning has one form and one hash.
"""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from shequ_api.blocks.forms.parts import (
    EARLIEST,
    LATEST,
    MAX_CHOICES,
    MAX_PHOTOS,
    MAX_TEXT,
    BandFlags,
    BooleanFlags,
    ChoiceFlags,
    Choices,
    Day,
    FieldTelling,
    FormCondition,
    PhotoCount,
    Real,
    Unit,
    Whole,
    insist,
)
from shequ_api.kit.schema import BIGINT_MAX, Input, Key, Line, Note


class _Asked(Input):
    key: Key
    label: Line
    help: Note | None = None
    source: Note | None = None
    """Where ranges and thresholds come from: a standard and its clause. Not shown when filling."""
    required: bool = False
    """Must be answered when it is shown."""
    sensitive: bool = False
    """Sensitive personal information (health, finance …): kept from those who need not know."""
    shown_when: FormCondition | None = None
    tells: FieldTelling | None = None


class BooleanField(_Asked):
    """true or false."""

    kind: Literal["boolean"]
    flags: BooleanFlags = ()


class _Measured(_Asked):
    unit: Unit | None = None
    minimum: Whole | Real = -BIGINT_MAX
    maximum: Whole | Real = BIGINT_MAX
    flags: BandFlags = ()

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        insist(self.minimum <= self.maximum, "range_empty", "最小值大于最大值")
        return self


class IntegerField(_Measured):
    """An integer within ±(2^53 - 1). 3.0 is 3, as in JSON Schema and in JavaScript."""

    kind: Literal["integer"]
    minimum: Whole = -BIGINT_MAX
    maximum: Whole = BIGINT_MAX


class NumberField(_Measured):
    """A finite number within ±(2^53 - 1)."""

    kind: Literal["number"]


class TextField(_Asked):
    """A text of 1 to `max_length` characters (code points), not blank."""

    kind: Literal["text"]
    max_length: Annotated[int, Field(ge=1, le=MAX_TEXT)] = 500


class DateField(_Asked):
    """A calendar day, YYYY-MM-DD, both ends included."""

    kind: Literal["date"]
    earliest: Day = EARLIEST
    latest: Day = LATEST

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        # Days of this one form sort as texts.
        insist(self.earliest <= self.latest, "range_empty", "最早日期晚于最晚日期")
        return self


class MomentField(_Asked):
    """A moment with its offset from UTC, as RFC 3339 writes it: 2026-01-31T09:30:00+08:00."""

    kind: Literal["moment"]


class _Picked(_Asked):
    choices: Choices | None = None
    choice_list: Key | None = None
    """The name of a list that the definition holds once; stands in the place of `choices`."""
    flags: ChoiceFlags = ()

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        one = (self.choices is None) != (self.choice_list is None)
        insist(one, "choices_unclear", "选项须且只须写一种：选项或选项表名称")
        return self


class SingleChoiceField(_Picked):
    """The key of one choice."""

    kind: Literal["single_choice"]


class MultipleChoiceField(_Picked):
    """A list of different choice keys, in the order of picking."""

    kind: Literal["multiple_choice"]
    max_count: Annotated[int, Field(ge=1, le=MAX_CHOICES)] = MAX_CHOICES


class PhotosField(_Asked):
    """A list of different photo ids (UUIDs, lower case); the photos themselves come by upload."""

    kind: Literal["photos"]
    min_count: PhotoCount = 1
    max_count: PhotoCount = MAX_PHOTOS

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        insist(self.min_count <= self.max_count, "range_empty", "最少张数大于最多张数")
        return self


class SignatureField(_Asked):
    """The id of one photo (a UUID, lower case): what somebody wrote on the screen."""

    kind: Literal["signature"]


class ReferenceField(_Asked):
    """The id (a UUID, lower case) of a thing that is known already: `to` says of which kind."""

    kind: Literal["reference"]
    to: Key


AnyField = Annotated[
    BooleanField
    | IntegerField
    | NumberField
    | TextField
    | DateField
    | MomentField
    | SingleChoiceField
    | MultipleChoiceField
    | PhotosField
    | SignatureField
    | ReferenceField,
    Field(discriminator="kind"),
]
