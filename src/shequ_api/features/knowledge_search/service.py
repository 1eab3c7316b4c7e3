"""Searching, counting what found nothing, and keeping synonyms."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import cast, delete, func, select
from sqlalchemy.dialects.postgresql import BIT, insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.knowledge.public import places_over
from shequ_api.features.knowledge_search import queries
from shequ_api.features.knowledge_search.models import SearchMiss, SynonymGroup
from shequ_api.features.knowledge_search.rules import (
    BITS,
    LONGEST_WORD,
    asked_of,
    bit_of,
    is_word,
    miss_of,
)
from shequ_api.kit.chinese import folded, parts_of
from shequ_api.kit.clock import china_date
from shequ_api.kit.errors import Fault, Malformed
from shequ_api.kit.ids import new_id
from shequ_api.kit.repointing import QUIET


class SynonymPlaceUnfit(Malformed):
    code, title = "synonym_place_unfit", "请以区县或城市的身份设置同义词"


class SynonymsAlike(Malformed):
    code, title = "synonyms_alike", "请填写至少两个不同的词"


class SynonymUnfit(Malformed):
    """What stands in no text that is looked through: it would never be met."""

    code, title = "synonym_unfit", "同义词应是连续的汉字，或连续的字母和数字"


async def find(
    session: AsyncSession, place_id: UUID, text: str, *, wanted: int
) -> Sequence[dict[str, Any]]:
    """The articles that are read at a place and fit a text best, the best first."""
    places = await places_over(session, place_id)
    groups = await queries.groups_meant(session, places, parts_of(text, LONGEST_WORD))
    rows = await session.execute(queries.ranked(asked_of(text, groups), places, wanted))
    return [dict(row) for row in rows.mappings()]


async def note_miss(
    session: AsyncSession, actor: Actor, place_id: UUID, text: str, *, now: datetime
) -> None:
    """Nothing was found: count the words at their district, where they are fit to be kept."""
    words, place = miss_of(text), await session.get_one(Place, place_id)
    if words is None or place.district_id is None or place.city_id is None:
        return
    today, bit = china_date(now), bit_of(actor.person_id, words)
    miss = insert(SearchMiss).values(
        id=new_id(),
        city_id=place.city_id,
        district_id=place.district_id,
        words=words,
        times=1,
        seen=bit,
        askers=1,
        first_on=today,
        last_on=today,
    )
    seen = SearchMiss.seen.bitwise_or(bit)
    askers = func.bit_count(cast(seen, BIT(BITS + 1)))
    again = {"times": SearchMiss.times + 1, "seen": seen, "askers": askers, "last_on": today}
    key = ["district_id", "words"]
    await session.execute(miss.on_conflict_do_update(index_elements=key, set_=again))


async def forget_misses(session: AsyncSession, now: datetime, kept: timedelta, most: int) -> int:
    """Let go what nobody has missed for long."""
    old = select(SearchMiss.id).where(SearchMiss.last_on < china_date(now - kept)).limit(most)
    gone = delete(SearchMiss).where(SearchMiss.id.in_(old)).returning(SearchMiss.id)
    return len((await session.scalars(gone, execution_options=QUIET)).all())


async def make_group(
    session: AsyncSession, actor: Actor, place: Place | None, words: list[str], *, now: datetime
) -> SynonymGroup:
    """Words that mean the same in all of the district or city that the actor serves."""
    if place is None or place.kind not in {PlaceKind.DISTRICT, PlaceKind.CITY}:
        raise SynonymPlaceUnfit
    group = SynonymGroup(
        id=new_id(),
        place_id=place.id,
        words=_different(words),
        changed_at=now,
        changed_by_id=actor.person_id,
    )
    session.add(group)
    await session.flush()
    return group


async def change_group(
    session: AsyncSession, actor: Actor, group: SynonymGroup, words: list[str], *, now: datetime
) -> None:
    """Other words from now on."""
    group.words, group.changed_at = _different(words), now
    group.changed_by_id = actor.person_id
    await session.flush()


def _fault(number: int) -> Fault:
    return Fault(f"/words/{number}", "synonym_unfit", "不能含空格、标点，也不能汉字与字母混用")


def _different(words: list[str]) -> list[str]:
    known = list(dict.fromkeys(folded(word) for word in words))
    unfit = [number for number, word in enumerate(words) if not is_word(folded(word))]
    if unfit:
        raise SynonymUnfit(errors=tuple(_fault(number) for number in unfit))
    if len(known) < 2:
        raise SynonymsAlike
    return known
