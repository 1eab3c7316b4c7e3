"""What two fillings of one version differ in, field by field."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.fields import AnyField
from shequ_api.blocks.forms.sections import FormSection
from shequ_api.blocks.forms.walking import Gap, seats


class Difference(NamedTuple):
    """One field whose answer changed; None where there was none, or is none any more."""

    pointer: str
    field: str
    label: str
    sensitive: bool
    before: Any
    after: Any


def differences(
    definition: FormDefinition, before: Mapping[str, Any], after: Mapping[str, Any]
) -> list[Difference]:
    """The differences of two sound sets of answers: first what is there now, in the form's order.

    Repeated sections are compared filling by filling: one taken out of the middle changes those
    behind it.
    """
    old, new = _answered(definition, before), _answered(definition, after)
    asked = {pointer: field for pointer, (field, _) in (new | old).items()}
    found = [
        Difference(
            pointer,
            field.key,
            field.label,
            field.sensitive,
            old.get(pointer, (field, None))[1],
            new.get(pointer, (field, None))[1],
        )
        for pointer, field in asked.items()
    ]
    return [each for each in found if _differ(each.before, each.after)]


def _answered(
    definition: FormDefinition, answers: Mapping[str, Any]
) -> dict[str, tuple[AnyField, Any]]:
    """Pointer → field and answer."""
    return {
        seat.pointer: (seat.asked, seat.answer)
        for seat in seats(definition, answers)
        if not isinstance(seat.asked, FormSection) and seat.answer is not Gap.ABSENT
    }


def _differ(before: Any, after: Any) -> bool:
    """By value: 30 is 30.0, but true is not 1."""
    return isinstance(before, bool) != isinstance(after, bool) or bool(before != after)
