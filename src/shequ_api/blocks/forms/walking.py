"""A walk over answers in the order of the form: what is shown, and what hangs on what."""

from collections.abc import Container, Iterator, Mapping
from enum import Enum
from typing import Any, NamedTuple

from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.fields import AnyField
from shequ_api.blocks.forms.parts import FormCondition
from shequ_api.blocks.forms.sections import FormSection


class Gap(Enum):
    """What stands where no sound answer is."""

    ABSENT = "absent"
    UNSOUND = "unsound"


Known = dict[str, Any]
"""The shown and answered fields so far; UNSOUND where that cannot be told."""


class Seat(NamedTuple):
    """One place for an answer. `answer` is Gap.ABSENT where none is; `shown` is None where that
    hangs on an answer that is itself faulty."""

    asked: AnyField | FormSection
    pointer: str
    answer: Any
    shown: bool | None


def seats(
    definition: FormDefinition, answers: Mapping[str, Any], unsound: Container[str] = ()
) -> Iterator[Seat]:
    """The seats of all fields and repeated sections, in order, but those at `unsound` pointers.

    All other answers must have the shape of the definition.
    """
    known: Known = {}
    for section in definition.sections:
        shown = holds(section.shown_when, known)
        if section.repeat is None:
            yield from _group(section, answers, "", shown, known, unsound)
            continue
        pointer = f"/{section.key}"
        if pointer in unsound:
            continue
        rows = answers.get(section.key, Gap.ABSENT)
        yield Seat(section, pointer, rows, shown)
        if not shown or rows is Gap.ABSENT:
            continue
        for number, row in enumerate(rows):
            here = f"{pointer}/{number}"
            yield from _group(section, row, here, shown, dict(known), unsound)


def holds(condition: FormCondition | None, known: Mapping[str, Any]) -> bool | None:
    """Whether a condition holds; None where it hangs on an unsound answer."""
    if condition is None:
        return True
    answer = known.get(condition.field, Gap.ABSENT)
    if answer is Gap.UNSOUND:
        return None
    if condition.answered is not None:
        return (answer is not Gap.ABSENT) == condition.answered
    if answer is Gap.ABSENT:
        return False
    wanted = (condition.equals,) if condition.one_of is None else condition.one_of
    picked = answer if isinstance(answer, list) else [answer]
    return any(one in wanted for one in picked)


def _group(
    section: FormSection,
    answers: Mapping[str, Any],
    base: str,
    shown: bool | None,
    known: Known,
    unsound: Container[str],
) -> Iterator[Seat]:
    """The seats of one filling of a section; what it learns goes into `known`."""
    for field in section.fields:
        pointer = f"{base}/{field.key}"
        if pointer in unsound:
            known[field.key] = Gap.UNSOUND
            continue
        visible = holds(field.shown_when, known) if shown else shown
        answer = answers.get(field.key, Gap.ABSENT)
        yield Seat(field, pointer, answer, visible)
        if visible is None:
            known[field.key] = Gap.UNSOUND
        elif visible and answer is not Gap.ABSENT:
            known[field.key] = answer
