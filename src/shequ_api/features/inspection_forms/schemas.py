from typing import Any
from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Instant, Output, by_example


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


class FormVersionView(Output):
    """One version with its definition: `FormDefinition`, as it is stored."""

    model_config = by_example(
        {
            "key": "household_safety",
            "version_id": "0199a3c4-5d6e-7f80-9a1b-00000000010f",
            "number": 1,
            "published_at": "2026-11-22T09:30:00.000+08:00",
            "definition": {
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
                                "flags": [
                                    {"flag": "major", "one_of": ["cracked"], "text": "软管老化开裂"}
                                ],
                            },
                        ],
                    }
                ],
            },
        }
    )

    key: str
    version_id: UUID
    number: int
    published_at: Instant | None = Field(description="Null for a draft")
    definition: dict[str, Any]
