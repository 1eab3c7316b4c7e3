"""A published version, compiled once: checks answers, raises flags, lists photos.

    checker = compile_checker(definition)      once per version; keep it, it is immutable
    checker.check(answers)                     [] when sound, else what is wrong and where
    checker.flags(answers)                     of sound answers
    checker.photo_ids(answers)                 of sound answers

Safe on any JSON, however hostile. The answers are neither changed nor quoted.
"""

from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from jsonschema_rs import Draft202012Validator

from shequ_api.blocks.forms.canonical import unreadable
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.fields import (
    DateField,
    MomentField,
    MultipleChoiceField,
    PhotosField,
    SignatureField,
)
from shequ_api.blocks.forms.parts import (
    MAX_PHOTOS,
    BandFlag,
    BooleanFlag,
    ChoiceFlag,
    is_calendar_date,
)
from shequ_api.blocks.forms.shape import shape_faults, shape_of
from shequ_api.blocks.forms.walking import Gap, Seat, seats
from shequ_api.kit.errors import Fault
from shequ_api.kit.schema import EARLIEST, LATEST

MAX_FAULTS = 100


@dataclass(frozen=True, slots=True)
class FlagRaised:
    """A flag that an answer raised: the field's key, the flag's key, the field's label, what the
    rule tells the reader, and the JSON Pointer of the answer (which instance of a repeat)."""

    field: str
    flag: str
    label: str
    text: str
    pointer: str


class Checker:
    """The validator of one version. Made by `compile_checker`."""

    def __init__(self, definition: FormDefinition) -> None:
        self.definition = definition
        self._shape = Draft202012Validator(shape_of(definition))
        self._keys = frozenset(_keys(definition))
        self._alone = dict(_alone(definition))

    def check(self, answers: Mapping[str, Any], *, at: str = "") -> list[Fault]:
        """What is wrong, at most 100 faults, with JSON Pointers below `at` (say, `/answers`)."""
        faults = unreadable(answers, self._keys)
        if not faults:
            given = dict(answers)
            faults = list(shape_faults(self._shape, given))
            faults += self._sense_faults(given, _unsound(faults))
        return [replace(fault, pointer=at + fault.pointer) for fault in faults[:MAX_FAULTS]]

    def flags(self, answers: Mapping[str, Any]) -> list[FlagRaised]:
        """The flags that sound answers raise, in the order of the form."""
        return [
            FlagRaised(seat.asked.key, rule.flag, seat.asked.label, rule.text, seat.pointer)
            for seat in _answered(self.definition, answers)
            for rule in getattr(seat.asked, "flags", ())
            if _raises(rule, seat.answer)
        ]

    def photo_ids(self, answers: Mapping[str, Any]) -> list[UUID]:
        """The photos that sound answers name, each once, in the order of the form."""
        named = [
            photo for seat in _answered(self.definition, answers) for photo in _photos_in(seat)
        ]
        return [UUID(photo) for photo in dict.fromkeys(named)]

    def _sense_faults(self, answers: Mapping[str, Any], unsound: Set[str]) -> Iterator[Fault]:
        photos: set[str] = set()
        for seat in seats(self.definition, answers, unsound):
            yield from _seat_faults(seat)
            if seat.answer is Gap.ABSENT:
                continue
            alone = self._alone.get(seat.asked.key)
            if alone and len(seat.answer) > 1 and not alone.isdisjoint(seat.answer):
                yield Fault(seat.pointer, "not_alone", "所选的某一项不能与其他项同时选择")
            before = len(photos)
            photos.update(_photos_in(seat))
            if before <= MAX_PHOTOS < len(photos):
                yield Fault(seat.pointer, "too_many_photos", f"照片总共最多 {MAX_PHOTOS} 张")


def compile_checker(definition: FormDefinition) -> Checker:
    """The checker of a definition. Costs a few checks' time."""
    return Checker(definition)


def _keys(definition: FormDefinition) -> Iterator[str]:
    for section in definition.sections:
        yield section.key
        yield from (field.key for field in section.fields)


def _alone(definition: FormDefinition) -> Iterator[tuple[str, frozenset[str]]]:
    """Of each multiple choice, the keys that are picked by themselves."""
    for section in definition.sections:
        for field in section.fields:
            if isinstance(field, MultipleChoiceField):
                choices = definition.choices_of(field)
                yield field.key, frozenset(choice.key for choice in choices if choice.alone)


def _unsound(faults: list[Fault]) -> frozenset[str]:
    """The places on which nothing may be built: faulty ones, and lists with a faulty item."""
    places = {fault.pointer for fault in faults}
    parted = [place.rpartition("/") for place in places]
    return frozenset(places | {parent for parent, _, last in parted if last.isdigit()})


def _seat_faults(seat: Seat) -> Iterator[Fault]:
    if seat.shown is None:
        return
    absent = seat.answer is Gap.ABSENT
    if not seat.shown and not absent:
        yield Fault(seat.pointer, "hidden", "按前面的填写，这一项不应填写")
    elif seat.shown and absent and seat.asked.required:
        yield Fault(seat.pointer, "required", "必须填写")
    elif seat.shown and not absent and isinstance(seat.asked, DateField):
        yield from _day_faults(seat.asked, seat.pointer, seat.answer)
    elif isinstance(seat.asked, MomentField) and not absent and not _is_moment(seat.answer):
        yield Fault(seat.pointer, "not_a_moment", "没有这个时间")


def _day_faults(asked: DateField, pointer: str, day: str) -> Iterator[Fault]:
    if not is_calendar_date(day):
        yield Fault(pointer, "not_a_date", "没有这一天")
    elif day < asked.earliest:
        yield Fault(pointer, "below_minimum", f"不能早于 {asked.earliest}")
    elif day > asked.latest:
        yield Fault(pointer, "above_maximum", f"不能晚于 {asked.latest}")


def _is_moment(text: str) -> bool:
    try:
        moment = datetime.fromisoformat(text)
        return EARLIEST <= moment < LATEST
    except ValueError:
        return False


def _answered(definition: FormDefinition, answers: Mapping[str, Any]) -> Iterator[Seat]:
    for seat in seats(definition, answers):
        if seat.shown and seat.answer is not Gap.ABSENT:
            yield seat


def _photos_in(seat: Seat) -> list[str]:
    """The photos that an answer names."""
    if isinstance(seat.asked, PhotosField):
        return list(seat.answer)
    return [seat.answer] if isinstance(seat.asked, SignatureField) else []


def _raises(rule: BooleanFlag | ChoiceFlag | BandFlag, answer: Any) -> bool:
    if isinstance(rule, BooleanFlag):
        return answer is rule.equals
    if isinstance(rule, ChoiceFlag):
        picked = answer if isinstance(answer, list) else [answer]
        return any(key in rule.one_of for key in picked)
    return (rule.at_least is None or answer >= rule.at_least) and (
        rule.below is None or answer < rule.below
    )
