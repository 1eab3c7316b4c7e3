"""Pure decisions about patrols: hazards, and who may see what."""

from collections.abc import Iterable, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from uuid import UUID

from shequ_api.base.access.actor import Actor
from shequ_api.blocks.forms.checking import Checker
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.fields import MultipleChoiceField
from shequ_api.blocks.forms.sections import FormSection
from shequ_api.blocks.forms.walking import Gap, seats
from shequ_api.features.hazards.public import Judged, Raised
from shequ_api.features.inspection_forms.public import HazardLevel
from shequ_api.features.patrols.permissions import PatrolPermission
from shequ_api.kit.schema import EARLIEST, LATEST

MOST_DAYS = 31
SHA256 = "^[0-9a-f]{64}$"
_RANKS = {level: rank for rank, level in enumerate(HazardLevel)}


def may_count(first: date, last: date) -> bool:
    """Whether days may be counted together: in order, at most `MOST_DAYS`, and plausible."""
    return EARLIEST.date() < first <= last < LATEST.date() and (last - first).days < MOST_DAYS


class PhotoState(StrEnum):
    """Where a photo is that was to come later."""

    MISSING = "missing"
    RECEIVED = "received"


class Flag(NamedTuple):
    """A flag that an answer raised. `sensitive` ones (blood pressure) are followed up by those who
    may read them; they are no hazards and never become tickets, which many people handle."""

    field: str
    level: str
    label: str
    text: str
    pointer: str
    sensitive: bool


def flags_of(checker: Checker, answers: Mapping[str, Any]) -> list[Flag]:
    """The flags that sound answers raise, in the order of the form."""
    secret = sensitive_keys(checker.definition)
    return [
        Flag(f.field, f.flag, f.label, f.text, f.pointer, sensitive=f.field in secret)
        for f in checker.flags(answers)
    ]


def highest(hazards: Iterable[Flag]) -> HazardLevel | None:
    """The level of the most dangerous hazard; None of none."""
    return max((HazardLevel(h.level) for h in hazards), key=_RANKS.__getitem__, default=None)


def hazards_in(flags: Iterable[Flag]) -> list[Raised]:
    """Those of the flags that are hazards."""
    return [Raised(f.field, f.level, f.label, f.text) for f in flags if not f.sensitive]


def judged_by(definition: FormDefinition, answers: Mapping[str, Any]) -> Judged:
    """The fields that sound answers say something of, with the hazards that each can raise.

    A field that is hidden in a section that is not says that there is no such thing (no gas, no
    hose), and so do a repeated section without a row and a multiple choice of which nothing is
    picked. Any other one that is left blank says nothing, and a section that is hidden as a whole
    says nothing at all (nobody was at home).
    """
    section_of = {f.key: section for section in definition.sections for f in section.fields}
    shown: set[str] = set()
    blank: set[str] = set()
    for seat in seats(definition, answers):
        key = seat.asked.key
        if isinstance(seat.asked, FormSection):
            if seat.shown and not (isinstance(seat.answer, list) and seat.answer):
                shown.add(key)
        elif seat.shown:
            shown.add(section_of[key].key)
            silent = seat.answer is Gap.ABSENT and not isinstance(seat.asked, MultipleChoiceField)
            blank |= {key} if silent else set()
    return {
        key: frozenset((rule.flag, rule.text) for rule in getattr(field, "flags", ()))
        for section in definition.sections
        if section.key in shown
        for field in section.fields
        if (key := field.key) not in blank and not field.sensitive
    }


def sees_sensitive(actor: Actor, worker_id: UUID) -> bool:
    """Who sees answers about health: the one who wrote them down, and whoever reviews."""
    return actor.person_id == worker_id or actor.may(PatrolPermission.REVIEW)


def sensitive_keys(definition: FormDefinition) -> frozenset[str]:
    """The keys of the fields whose answers are sensitive personal information."""
    asked = (field for section in definition.sections for field in section.fields)
    return frozenset(field.key for field in asked if field.sensitive)


def without(answers: Mapping[str, Any], keys: frozenset[str]) -> dict[str, Any]:
    """The answers but those to some fields, in repeated sections too. (All keys differ.)"""
    return {
        key: [without(row, keys) for row in answer] if _is_repeated(answer) else answer
        for key, answer in answers.items()
        if key not in keys
    }


def public_answers(checker: Checker, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers that may go where many look: into tickets, to colleagues."""
    return without(answers, sensitive_keys(checker.definition))


def _is_repeated(answer: object) -> bool:
    return isinstance(answer, list) and all(isinstance(row, dict) for row in answer)
