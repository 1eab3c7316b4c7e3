"""People judging, authors appealing, places keeping words of their own."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.events.facts import record
from shequ_api.base.places.models import Place, PlaceKind
from shequ_api.features.content_checks.authors import is_author
from shequ_api.features.content_checks.events import ContentDecided
from shequ_api.features.content_checks.judging import facts_of
from shequ_api.features.content_checks.models import ContentCheck, SensitiveWord
from shequ_api.features.content_checks.states import ContentState
from shequ_api.features.content_checks.words import folded
from shequ_api.kit.errors import Forbidden, Malformed, NotNow
from shequ_api.kit.http.witness import leave_unsigned
from shequ_api.kit.ids import new_id

MOST_WORDS = 5000
"""Of one place: what each text is searched for."""
SHORTEST = 2
"""Signs of a folded word: a single one is in everything."""


class OwnContent(Forbidden):
    code, title = "own_content", "不能审核自己发布的内容"


class AlreadyJudged(NotNow):
    """Nothing waits for people here."""

    code, title = "content_already_judged", "这条内容不在待审核状态"


class OwnDecision(Forbidden):
    """Of an appeal another judges than who judged before."""

    code, title = "own_decision", "申诉须由另一人复核"


class NothingToAppeal(NotNow):
    code, title = "nothing_to_appeal", "这条内容没有被隐藏，或已经申诉过"


class NotYourContent(Forbidden):
    code, title = "not_your_content", "只有发布人可以申诉"


class WordUnfit(Malformed):
    """Too short once folded, or with a verdict that hides nothing."""

    code, title = "sensitive_word_unfit", "词语至少两个字，处理方式只能是人工审核或直接隐藏"


class TooManyWords(Malformed):
    code, title = "sensitive_words_too_many", f"每个区（市）最多 {MOST_WORDS} 个词"


class WordPlaceUnfit(Malformed):
    code, title = "sensitive_word_place_unfit", "请以区县或市的身份维护词库"


def check_judge(session: AsyncSession, actor: Actor, check: ContentCheck) -> None:
    """Raises `OwnContent`, `OwnDecision`."""
    if is_author(session, actor, check):
        raise OwnContent
    if _appealed(check) and check.decided_by_id == actor.person_id:
        raise OwnDecision


async def decide(
    session: AsyncSession,
    actor: Actor,
    check: ContentCheck,
    *,
    passed: bool,
    note: str,
    now: datetime,
) -> ContentCheck:
    """Judge what is in review, or what its author appealed against."""
    await session.refresh(check, with_for_update=True)
    check_judge(session, actor, check)
    if _appealed(check):
        check.appeal_decided_by_id, check.appeal_decided_at = actor.person_id, now
        check.appeal_note = note
        check.decided_at = check.decided_at or now
    elif check.state == ContentState.REVIEW:
        check.decided_by_id, check.decided_at, check.decision_note = actor.person_id, now, note
    else:
        raise AlreadyJudged
    check.state = ContentState.PASS if passed else ContentState.RISKY
    told = ContentDecided(**facts_of(check), decided_by_id=actor.person_id, passed=passed)
    record(session, told, now=now)
    return check


async def appeal(
    session: AsyncSession, actor: Actor, check: ContentCheck, *, reason: str, now: datetime
) -> ContentCheck:
    """Say, once, why it should be shown; the same again is the same. Whoever wrote without a name
    appeals without one."""
    if not is_author(session, actor, check):
        raise NotYourContent
    if check.author_index is not None:
        leave_unsigned(session)
    await session.refresh(check, with_for_update=True)
    if check.appealed_at is not None and check.appeal == reason:
        return check
    if check.state != ContentState.RISKY or check.appealed_at is not None:
        raise NothingToAppeal
    check.appeal, check.appealed_at = reason, now
    await session.flush()
    return check


def _appealed(check: ContentCheck) -> bool:
    return check.appealed_at is not None and check.appeal_decided_at is None


async def add_words(
    session: AsyncSession,
    actor: Actor,
    place: Place | None,
    words: Collection[str],
    verdict: ContentState,
    *,
    now: datetime,
) -> None:
    """Put words on a district's or city's list; those that are there, however spelled, stay."""
    if place is None or place.kind not in (PlaceKind.DISTRICT, PlaceKind.CITY):
        raise WordPlaceUnfit
    found = {folded(word): word for word in words}
    if verdict not in (ContentState.REVIEW, ContentState.RISKY) or min(map(len, found)) < SHORTEST:
        raise WordUnfit
    standing = select(func.count()).where(
        SensitiveWord.place_id == place.id, SensitiveWord.removed_at.is_(None)
    )
    if (await session.execute(standing)).scalar_one() + len(found) > MOST_WORDS:
        raise TooManyWords
    rows = [
        {
            "id": new_id(),
            "place_id": place.id,
            "city_id": place.city_id,
            "district_id": place.district_id,
            "word": word,
            "folded": key,
            "verdict": verdict,
            "added_at": now,
            "added_by_id": actor.person_id,
        }
        for key, word in sorted(found.items())
    ]
    await session.execute(insert(SensitiveWord).on_conflict_do_nothing(), rows)


async def remove_word(
    session: AsyncSession, actor: Actor, word: SensitiveWord, *, now: datetime
) -> SensitiveWord:
    """Search for it no more; removed twice is removed once."""
    if word.removed_at is None:
        word.removed_at, word.removed_by_id = now, actor.person_id
    await session.flush()
    return word
