from uuid import UUID

from pydantic import Field

from shequ_api.base.register.catalogue import SubjectKind
from shequ_api.features.register.public import ENTRY
from shequ_api.features.register_answers.public import VERSION, KnownView
from shequ_api.kit.schema import Output, by_example

_PLACE = "0199a3c4-5d6e-7f80-9a1b-000000000103"
_PREFILL = {
    "place_id": _PLACE,
    "place_name": "东苑1栋1单元0302",
    "subjects": [{"id": ENTRY, "kind": "person", "name": "李*梅"}],
    "fields": [
        {
            "field": "gas_kind",
            "subject_id": _PLACE,
            "title": "燃气方式",
            "sealed": False,
            "answer": "natural_gas",
            "known": {
                "value": "piped",
                "source": "form",
                "verified_at": "2026-08-22T09:30:00.000+08:00",
                "stale_on": "2027-02-18",
                "base_version": VERSION,
            },
        }
    ],
}


class PrefilledSubject(Output):
    """Whom or what an answer to a reference may name; people masked."""

    id: UUID
    kind: SubjectKind
    name: str | None


class PrefilledField(Output):
    """What is known of one field, of the place or of somebody whom a reference may name."""

    field: str = Field(description="The field's key")
    subject_id: UUID = Field(description="The place, or one of `subjects`")
    title: str
    sealed: bool = Field(
        description="Its value is shown masked or not at all, and is no answer: what is not asked "
        "anew is left out"
    )
    answer: bool | int | str | None = Field(
        description="The answer that says what is known; null where none does, or may be shown"
    )
    known: KnownView


class Prefill(Output):
    """What is known of a place, as answers to a form. Send back each `base_version` that was
    loaded, as `based_on` of the submission."""

    model_config = by_example(_PREFILL)

    place_id: UUID
    place_name: str
    subjects: list[PrefilledSubject]
    fields: list[PrefilledField]
