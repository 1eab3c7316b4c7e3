"""What is personal in answers and is kept elsewhere lies sealed here, and only for a while.

Of a sensitive field that tells a fact the answer is taken out of the answers before they are
stored: these never change, and whoever is forgotten must not be in them.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.register.sealing import RegisterSeal
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.models import SealedAnswers

TABLE = "form_sealed_answers"


def hidden_keys(definition: FormDefinition) -> frozenset[str]:
    """The fields whose answers are stored sealed."""
    asked = (field for section in definition.sections for field in section.fields)
    return frozenset(field.key for field in asked if field.sensitive and field.tells is not None)


def parted(
    definition: FormDefinition, answers: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Sound answers without those that are stored sealed, and those alone: of a repeated section
    both have all rows."""
    hidden = hidden_keys(definition)
    repeated = {section.key for section in definition.sections if section.repeat is not None}
    if not hidden:
        return dict(answers), {}
    shown: dict[str, Any] = {}
    sealed: dict[str, Any] = {}
    for key, answer in answers.items():
        if key not in repeated:
            (sealed if key in hidden else shown)[key] = answer
            continue
        shown[key] = [{k: v for k, v in row.items() if k not in hidden} for row in answer]
        rows = [{k: v for k, v in row.items() if k in hidden} for row in answer]
        if any(rows):
            sealed[key] = rows
    return shown, sealed


def joined(shown: Mapping[str, Any], sealed: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as they were before they were parted."""
    whole = dict(shown)
    for key, answer in sealed.items():
        if key in whole:
            whole[key] = [one | two for one, two in zip(whole[key], answer, strict=True)]
        else:
            whole[key] = answer
    return whole


def hide(
    session: AsyncSession,
    definition: FormDefinition,
    answers: Mapping[str, Any],
    *,
    submission_id: UUID,
    number: int,
    district_id: UUID,
) -> dict[str, Any]:
    """The answers that may be stored as they are; the others are sealed beside them, by the
    caller's next flush."""
    shown, sealed = parted(definition, answers)
    if sealed:
        seal: RegisterSeal = session.info["register_seal"]
        session.add(
            SealedAnswers(
                submission_id=submission_id,
                number=number,
                district_id=district_id,
                sealed=seal.seal_facts(TABLE, submission_id, str(number), sealed),
            )
        )
    return shown


def opened(
    seal: RegisterSeal,
    submission_id: UUID,
    number: int,
    shown: Mapping[str, Any],
    sealed: bytes | None,
) -> dict[str, Any]:
    """The whole answers; without what is sealed where that is forgotten."""
    return joined(shown, seal.open_facts(TABLE, submission_id, str(number), sealed) or {})
