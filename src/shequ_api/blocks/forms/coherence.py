"""Whether the parts of a definition fit each other: what one part alone cannot tell."""

from collections.abc import Iterator, Mapping, Sequence
from typing import LiteralString, NamedTuple

from shequ_api.blocks.forms.fields import (
    AnyField,
    BooleanField,
    IntegerField,
    MultipleChoiceField,
    NumberField,
    PhotosField,
    ReferenceField,
    SingleChoiceField,
)
from shequ_api.blocks.forms.parts import BandFlag, ChoiceFlag, FormChoice, FormCondition
from shequ_api.blocks.forms.sections import FormSection

MAX_VALUES = 10_000
"""Values (objects, lists and what they hold) of the largest answers that a definition may allow."""

Location = tuple[str | int, ...]
ChoiceLists = Mapping[str, tuple[FormChoice, ...]]


class Doubt(NamedTuple):
    """What does not fit, where: the path into the definition, a stable code, a Chinese text."""

    location: Location
    code: LiteralString
    detail: LiteralString


def doubts(
    sections: Sequence[FormSection], choice_lists: ChoiceLists, flags: Sequence[str]
) -> Iterator[Doubt]:
    """All that does not fit. A field may look back at earlier ones: its own section's and those
    of earlier sections that do not repeat (of a repeated one, which instance would be meant?).
    """
    yield from _twice_named(sections, choice_lists)
    yield from _repeated([(key, ("flags", number, "key")) for number, key in enumerate(flags)])
    if largest_answers(sections, choice_lists) > MAX_VALUES:
        yield Doubt(("sections",), "too_many_values", "表单过大，请减少字段或重复次数")
    above: dict[str, AnyField] = {}
    for number, section in enumerate(sections):
        here: Location = ("sections", number)
        yield from _condition_doubts(section.shown_when, above, choice_lists, here)
        within = dict(above)
        for index, field in enumerate(section.fields):
            place = (*here, "fields", index)
            yield from _condition_doubts(field.shown_when, within, choice_lists, place)
            yield from _choice_doubts(field, choice_lists, place)
            yield from _flag_doubts(field, choice_lists, flags, place)
            yield from _telling_doubts(field, within, choice_lists, place)
            within[field.key] = field
        if section.repeat is None:
            above = within


def choices_of(field: AnyField, choice_lists: ChoiceLists) -> tuple[FormChoice, ...]:
    """The choices of a choice field, its own or the named list's; () for other kinds."""
    if not isinstance(field, SingleChoiceField | MultipleChoiceField):
        return ()
    return field.choices or choice_lists.get(field.choice_list or "", ())


def largest_answers(sections: Sequence[FormSection], choice_lists: ChoiceLists) -> int:
    """How many values the fullest answers to these sections hold."""
    total = 1
    for section in sections:
        weight = sum(_weight(field, choice_lists) for field in section.fields)
        total += weight if section.repeat is None else 1 + section.repeat.maximum * (1 + weight)
    return total


def _weight(field: AnyField, choice_lists: ChoiceLists) -> int:
    if isinstance(field, MultipleChoiceField):
        return 1 + min(field.max_count, len(choices_of(field, choice_lists)))
    return 1 + field.max_count if isinstance(field, PhotosField) else 1


def _twice_named(sections: Sequence[FormSection], choice_lists: ChoiceLists) -> Iterator[Doubt]:
    named: list[tuple[str, Location]] = []
    for number, section in enumerate(sections):
        named.append((section.key, ("sections", number, "key")))
        for index, field in enumerate(section.fields):
            named.append((field.key, ("sections", number, "fields", index, "key")))
    yield from _repeated(named)
    for name, choices in choice_lists.items():
        yield from _repeated_choices(choices, ("choice_lists", name))


def _repeated_choices(choices: tuple[FormChoice, ...], here: Location) -> Iterator[Doubt]:
    yield from _repeated([(choice.key, (*here, n, "key")) for n, choice in enumerate(choices)])


def _repeated(named: Sequence[tuple[str, Location]]) -> Iterator[Doubt]:
    seen: set[str] = set()
    for key, location in named:
        if key in seen:
            yield Doubt(location, "key_repeated", "标识重复")
        seen.add(key)


def _condition_doubts(
    condition: FormCondition | None,
    reach: Mapping[str, AnyField],
    choice_lists: ChoiceLists,
    here: Location,
) -> Iterator[Doubt]:
    if condition is None:
        return
    asked = reach.get(condition.field)
    if asked is None:
        where = (*here, "shown_when", "field")
        yield Doubt(where, "condition_unreachable", "条件只能引用前面的字段")
    elif not _may_hold(condition, asked, choice_lists):
        yield Doubt((*here, "shown_when"), "condition_unfit", "条件与所引用的字段不符")


def _may_hold(condition: FormCondition, asked: AnyField, choice_lists: ChoiceLists) -> bool:
    keys = {choice.key for choice in choices_of(asked, choice_lists)}
    if condition.answered is not None:
        return True
    if condition.one_of is not None:
        return keys.issuperset(condition.one_of)
    wanted = condition.equals
    if isinstance(wanted, bool):
        return isinstance(asked, BooleanField)
    if isinstance(wanted, int):
        return isinstance(asked, IntegerField) and asked.minimum <= wanted <= asked.maximum
    return isinstance(asked, SingleChoiceField) and wanted in keys


def _choice_doubts(field: AnyField, choice_lists: ChoiceLists, here: Location) -> Iterator[Doubt]:
    if not isinstance(field, SingleChoiceField | MultipleChoiceField):
        return
    if field.choices is not None:
        yield from _repeated_choices(field.choices, (*here, "choices"))
    elif field.choice_list not in choice_lists:
        yield Doubt((*here, "choice_list"), "choice_list_unknown", "没有这个选项表")


def _flag_doubts(
    field: AnyField, choice_lists: ChoiceLists, flags: Sequence[str], here: Location
) -> Iterator[Doubt]:
    keys = {choice.key for choice in choices_of(field, choice_lists)}
    for number, rule in enumerate(getattr(field, "flags", ())):
        place = (*here, "flags", number)
        if rule.flag not in flags:
            yield Doubt((*place, "flag"), "flag_unknown", "没有声明这个标记")
        if isinstance(rule, ChoiceFlag) and not keys.issuperset(rule.one_of):
            yield Doubt((*place, "one_of"), "flag_never", "没有这样的选项")
        if isinstance(rule, BandFlag) and not _within_range(rule, field):
            yield Doubt(place, "flag_never", "阈值在允许的范围之外")


def _within_range(band: BandFlag, field: AnyField) -> bool:
    """True when some allowed answer lies in the band."""
    if not isinstance(field, IntegerField | NumberField):
        return False
    reached = band.at_least is None or band.at_least <= field.maximum
    return reached and (band.below is None or band.below > field.minimum)


def _telling_doubts(
    field: AnyField, reach: Mapping[str, AnyField], choice_lists: ChoiceLists, here: Location
) -> Iterator[Doubt]:
    tells = field.tells
    if tells is None:
        return
    place = (*here, "tells")
    if tells.about is not None and not isinstance(reach.get(tells.about), ReferenceField):
        yield Doubt((*place, "about"), "telling_unreachable", "只能引用前面的对象字段")
    keys = {choice.key for choice in choices_of(field, choice_lists)}
    if not keys.issuperset(tells.one_of or ()):
        yield Doubt((*place, "one_of"), "telling_unfit", "没有这样的选项")
    if tells.values and not (isinstance(field, SingleChoiceField) and keys >= tells.values.keys()):
        yield Doubt((*place, "values"), "telling_unfit", "没有这样的选项")
