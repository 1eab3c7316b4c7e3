"""What answers tell beyond their form, and which answer a known fact would be.

tellings(definition, answers)  ->  what sound answers tell, in the order of the form
answer_for(field, value)       ->  the answer that tells a value; None where none surely does
"""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple
from uuid import UUID

from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.fields import AnyField, IntegerField, ReferenceField, SingleChoiceField
from shequ_api.blocks.forms.parts import FieldTelling
from shequ_api.blocks.forms.sections import FormSection
from shequ_api.blocks.forms.walking import Gap, seats


class Told(NamedTuple):
    """One thing that an answer tells; `pointer` leads to the answer.

    `to` is the kind of thing that it is about, None where the form's own subject is meant; `about`
    its id, None where `reference`, the pointer of what names it, was left open: something new.
    """

    fact: str
    value: Any
    pointer: str
    to: str | None = None
    about: UUID | None = None
    reference: str | None = None


def tellings(definition: FormDefinition, answers: Mapping[str, Any]) -> list[Told]:
    """What sound answers tell. Of a thing whose reference is hidden nothing is told."""
    return list(_tellings(definition, answers))


def _tellings(definition: FormDefinition, answers: Mapping[str, Any]) -> Iterator[Told]:
    named: dict[str, tuple[str, UUID | None]] = {}
    for seat in seats(definition, answers):
        if isinstance(seat.asked, FormSection) or not seat.shown:
            continue
        answered = seat.answer is not Gap.ABSENT
        if isinstance(seat.asked, ReferenceField):
            named[seat.pointer] = seat.asked.to, UUID(seat.answer) if answered else None
        tells = seat.asked.tells
        value = _value(seat.asked, tells, seat.answer) if tells and answered else None
        if tells is None or value is None:
            continue
        if tells.about is None:
            yield Told(tells.fact, value, seat.pointer)
            continue
        group = seat.pointer.rpartition("/")[0]
        for reference in dict.fromkeys((f"{group}/{tells.about}", f"/{tells.about}")):
            if reference in named:
                yield Told(tells.fact, value, seat.pointer, *named[reference], reference)


def _value(asked: AnyField, tells: FieldTelling, answer: Any) -> Any:
    if tells.values is not None:
        return tells.values.get(answer)
    if tells.one_of is not None:
        picked = answer if isinstance(answer, list) else [answer]
        return any(one in tells.one_of for one in picked)
    return int(answer) if isinstance(asked, IntegerField) else answer


def answer_for(field: AnyField, value: Any) -> Any:
    """The answer to a field that tells this value; None where several might, or none does."""
    tells = field.tells
    if tells is None or value is None:
        return None
    if tells.one_of is None and tells.values is None:
        return value
    if tells.values is None or not isinstance(field, SingleChoiceField):
        return None
    meant = [key for key, said in tells.values.items() if _same(said, value)]
    return meant[0] if len(meant) == 1 else None


def _same(said: object, value: object) -> bool:
    return isinstance(said, bool) == isinstance(value, bool) and said == value
