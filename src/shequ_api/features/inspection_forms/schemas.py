from typing import Any, Self
from uuid import UUID

from pydantic import Field, model_validator

from shequ_api.blocks.forms.definition import EXAMPLE
from shequ_api.blocks.forms.parts import Choices, insist
from shequ_api.kit.schema import Input, Instant, Line, Output, by_example


class FormLine(Output):
    """A form and its current version."""

    model_config = by_example(
        {
            "key": "household_safety",
            "title": "入户安全与健康排查表",
            "version_id": "0199a3c4-5d6e-7f80-9a1b-00000000010f",
            "number": 1,
            "published_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    key: str = Field(examples=["household_safety"])
    title: str = Field(examples=["入户安全与健康排查表"])
    version_id: UUID
    number: int
    published_at: Instant


class ChoiceListLine(Output):
    """A shared list and its newest version."""

    model_config = by_example(
        {
            "key": "visit_results",
            "number": 2,
            "title": "走访结果",
            "written_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    key: str
    number: int
    title: str
    written_at: Instant


class ChoiceListView(ChoiceListLine):
    """One version of a shared list, to be taken over as it is: into a definition's `choice_lists`
    under its key, with its number in `shared_lists`."""

    model_config = by_example(
        {
            "key": "visit_results",
            "number": 2,
            "title": "走访结果",
            "written_at": "2026-11-22T09:30:00.000+08:00",
            "choices": [{"key": "entered", "label": "已入户", "alone": False}],
        }
    )

    choices: list[dict[str, Any]]


class ChoiceListDraft(Input):
    model_config = by_example(
        {"title": "走访结果", "choices": [{"key": "entered", "label": "已入户"}]}
    )

    title: Line
    choices: Choices

    @model_validator(mode="after")
    def _different(self) -> Self:
        keys = {choice.key for choice in self.choices}
        insist(len(keys) == len(self.choices), "key_repeated", "标识重复")
        return self


class Trial(Input):
    """Answers to try a draft with."""

    model_config = by_example({"answers": {"gas_used": True, "gas_hose": "cracked"}})

    answers: dict[str, Any]


class TrialFault(Output):
    pointer: str = Field(description="JSON Pointer into the answers")
    code: str
    detail: str


class TrialFlag(Output):
    field: str
    flag: str
    label: str
    text: str
    pointer: str


class TrialOutcome(Output):
    """What a submission of these answers would meet. Nothing is kept."""

    model_config = by_example(
        {
            "faults": [],
            "flags": [
                {
                    "field": "gas_hose",
                    "flag": "major",
                    "label": "燃气软管",
                    "text": "软管老化开裂",
                    "pointer": "/gas_hose",
                }
            ],
        }
    )

    faults: list[TrialFault]
    flags: list[TrialFlag] = Field(description="Of sound answers")


class FormVersionView(Output):
    """One version with its definition: `FormDefinition`, as it is stored."""

    model_config = by_example(
        {
            "key": "household_safety",
            "version_id": "0199a3c4-5d6e-7f80-9a1b-00000000010f",
            "number": 1,
            "published_at": "2026-11-22T09:30:00.000+08:00",
            "definition": EXAMPLE,
        }
    )

    key: str
    version_id: UUID
    number: int
    published_at: Instant | None = Field(description="Null for a draft")
    definition: dict[str, Any]
