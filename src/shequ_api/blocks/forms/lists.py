"""Shared choice lists: versions that never change, which definitions take over as they are."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, tuple_
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.blocks.forms.models import ChoiceList
from shequ_api.blocks.forms.parts import FormChoice
from shequ_api.kit.errors import Fault, Forbidden, Malformed, NotNow


class ChoiceListNotYours(Forbidden):
    code, title = "choice_list_not_yours", "这个选项表由其他单位管理，请换一个编号"


class ListNumberTaken(NotNow):
    """`number` is the newest version."""

    code, title = "list_number_taken", "选项表已有新版本，请刷新后再改"


class ListDiffers(Malformed):
    """What a definition says to be a shared list is that list, choice by choice."""

    code, title = "choice_list_differs", "选项与所引用的共享选项表不一致"


async def write_list(
    session: AsyncSession,
    *,
    key: str,
    number: int,
    owner_id: UUID | None,
    title: str,
    choices: Sequence[FormChoice],
    written_by_id: UUID | None,
    now: datetime,
) -> tuple[ChoiceList, bool]:
    """The next version of a list, or the first of a new one; True where it is new.

    The same again is the same. A key is its first writer's.
    """
    newest = select(func.max(ChoiceList.number)).where(ChoiceList.key == key)
    last = await session.scalar(newest) or 0
    if last and (await session.get_one(ChoiceList, (key, 1))).place_id != owner_id:
        raise ChoiceListNotYours
    wanted = [choice.model_dump(mode="json") for choice in choices]
    written = insert(ChoiceList).values(
        key=key,
        number=number,
        place_id=owner_id,
        title=title,
        choices=wanted,
        written_by_id=written_by_id,
        written_at=now,
    )
    fresh = None
    if number == last + 1:
        row = written.on_conflict_do_nothing().returning(ChoiceList.number)
        fresh = await session.scalar(row)
    found = await session.get(ChoiceList, (key, number))
    if found is None or (found.place_id, found.title, found.choices) != (owner_id, title, wanted):
        raise ListNumberTaken(number=await session.scalar(newest))
    return found, fresh is not None


async def refuse_other_lists(
    session: AsyncSession, definition: FormDefinition, owners: Collection[UUID | None]
) -> None:
    """Refuse a definition whose shared lists are not what the shared ones are, or are nobody's of
    `owners`."""
    wanted = list(definition.shared_lists.items())
    if not wanted:
        return
    named = tuple_(ChoiceList.key, ChoiceList.number).in_(wanted)
    rows = await session.scalars(select(ChoiceList).where(named))
    kept = {each.key: each.choices for each in rows if each.place_id in owners}
    faults = [
        Fault(f"/shared_lists/{key}", ListDiffers.code, ListDiffers.title)
        for key, _ in wanted
        if kept.get(key) != [each.model_dump(mode="json") for each in definition.choice_lists[key]]
    ]
    if faults:
        raise ListDiffers(errors=tuple(faults))
