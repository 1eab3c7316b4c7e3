"""A form's definition: sections of fields, named choice lists and flags, coherent as a whole.

    FormDefinition.model_validate(data)    refuses with pydantic's ValidationError; each of its
                                           errors has a place, a stable code and a Chinese text

Answers are one flat object, field key -> answer: a section that does not repeat is a heading only,
so that a later version may move a field under another heading. A repeated section is a list of such
objects under the section's key. All keys of a definition differ.
"""

from itertools import chain, islice
from typing import Annotated, Any, Self

from pydantic import Field, ValidationError, model_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from shequ_api.blocks.forms.coherence import Doubt, choices_of, doubts
from shequ_api.blocks.forms.fields import AnyField
from shequ_api.blocks.forms.parts import Choices, FormChoice
from shequ_api.blocks.forms.sections import FormSection
from shequ_api.kit.schema import Input, Key, Line, Note, by_example

MAX_DOUBTS = 50


class FormFlag(Input):
    """A flag that fields may raise, with the title that users read."""

    key: Key
    label: Line


Flags = Annotated[tuple[FormFlag, ...], Field(strict=False, max_length=20)]
ListNumber = Annotated[int, Field(ge=1, le=100_000)]
Sections = Annotated[tuple[FormSection, ...], Field(strict=False, min_length=1, max_length=50)]


EXAMPLE: dict[str, Any] = {
    "title": "入户安全排查表",
    "flags": [{"key": "major", "label": "较大隐患"}],
    "sections": [
        {
            "key": "gas",
            "label": "燃气",
            "fields": [
                {"kind": "boolean", "key": "gas_used", "label": "是否使用燃气"},
                {
                    "kind": "single_choice",
                    "key": "gas_hose",
                    "label": "燃气软管",
                    "choices": [
                        {"key": "sound", "label": "完好"},
                        {"key": "cracked", "label": "老化开裂"},
                    ],
                    "shown_when": {"field": "gas_used", "equals": True},
                    "flags": [{"flag": "major", "one_of": ["cracked"], "text": "软管老化开裂"}],
                },
            ],
        }
    ],
}


class FormDefinition(Input):
    """What one version of a form asks. Whoever holds one may trust that its parts fit."""

    model_config = by_example(EXAMPLE)

    title: Line
    description: Note | None = None
    flags: Flags = ()
    choice_lists: Annotated[dict[Key, Choices], Field(max_length=50)] = Field(default_factory=dict)
    shared_lists: Annotated[dict[Key, ListNumber], Field(max_length=50)] = Field(
        default_factory=dict
    )
    """Of `choice_lists`, those that are a version of a shared list: its key and number."""
    sections: Sections

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        found = doubts(self.sections, self.choice_lists, [flag.key for flag in self.flags])
        strange = (
            Doubt(("shared_lists", name), "choice_list_unknown", "没有这个选项表")
            for name in self.shared_lists.keys() - self.choice_lists.keys()
        )
        errors = [
            InitErrorDetails(
                type=PydanticCustomError(doubt.code, doubt.detail), loc=doubt.location, input=None
            )
            for doubt in islice(chain(found, strange), MAX_DOUBTS)
        ]
        if errors:
            raise ValidationError.from_exception_data("FormDefinition", errors)
        return self

    def choices_of(self, field: AnyField) -> tuple[FormChoice, ...]:
        """The choices of a choice field, its own or the named list's; () for other kinds."""
        return choices_of(field, self.choice_lists)
