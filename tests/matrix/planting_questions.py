"""In each community articles and questions; for everybody a question of their own. A district and a
city have synonyms, and words that found nothing."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import update

from shequ_api.base.access.actor import Scope
from shequ_api.base.places.models import Place
from shequ_api.features.content_checks.models import ContentCheck
from shequ_api.features.knowledge import service as knowledge
from shequ_api.features.knowledge.schemas import ArticleDraft
from shequ_api.features.knowledge_search import service as searching
from shequ_api.features.questions import service as questions
from shequ_api.features.questions.models import Question
from shequ_api.features.questions.schemas import QuestionAnswer, QuestionDraft
from shequ_api.kit.clock import china_date
from shequ_api.kit.ids import new_id
from tests.matrix.ground import Ground, somebody, word
from tests.matrix.roles import KNOWN
from tests.matrix.sites import Site
from tests.matrix.world import World

SITES = ("home", "near", "far", "abroad", "beyond")
"""One for each community."""


async def _article(ground: Ground, site: Site, said: str, *, published: bool) -> Any:
    office = somebody(site.worker, Scope("community_id", UUID(site.community)))
    place = await ground.session.get_one(Place, UUID(site.community))
    draft = ArticleDraft(
        question=said,
        body=said,
        topic="办事",
        source_name="指南",
        review_on=china_date(ground.now) + timedelta(days=30),
    )
    session, now = ground.session, ground.now
    article = await knowledge.write_article(session, office, place, draft, now=now)
    if published:
        await knowledge.publish_article(session, article, now=now)
    return article


async def asked(ground: Ground, who: UUID | str, place_id: str, said: str) -> Question:
    draft = QuestionDraft(place_id=UUID(place_id), text=said)
    question, _ = await questions.ask(
        ground.session, somebody(who), draft, question_id=new_id(), now=ground.now
    )
    return question


async def _answered(ground: Ground, question: Question, worker: str) -> Question:
    session, now = ground.session, ground.now
    given = QuestionAnswer(text=question.text)
    await questions.answer(session, somebody(worker), question, given, now=now)
    await session.flush()
    same = update(ContentCheck).where(ContentCheck.subject_id == question.id)
    await session.execute(same.values(state="pass"))
    return question


async def plant(ground: Ground, world: World, site: Site) -> None:
    if site.key not in SITES:
        return
    session, now = ground.session, ground.now
    shown = await _article(ground, site, word(site, "knowledge", closed=False), published=True)
    stale = await _article(ground, site, word(site, "stale", closed=False), published=True)
    stale.review_on = china_date(now) - timedelta(days=1)
    kept = await _article(ground, site, word(site, "knowledge_draft"), published=False)
    waiting = await asked(ground, site.inhabitant, site.community, word(site, "question"))
    done = await asked(ground, site.inhabitant, site.community, word(site, "answered_question"))
    await _answered(ground, done, site.worker)
    site.things |= {
        "article": str(shown.id),
        "stale_article": str(stale.id),
        "article_draft": str(kept.id),
        "question": str(waiting.id),
        "answered_question": str(done.id),
    }
    for level in ("district", "city"):
        place = await session.get_one(Place, UUID(site.of(level)))
        group = await searching.make_group(
            session, somebody(site.worker), place, [f"{site.key}a", f"{site.key}b"], now=now
        )
        site.things[f"{level}_synonyms"] = str(group.id)
    for who in (site.inhabitant, site.worker, str(new_id())):
        await searching.note_miss(
            session, somebody(who), UUID(site.community), f"{site.key}没有", now=now
        )
    await session.flush()


async def own_things(ground: Ground, world: World) -> None:
    home = world.sites["home"]
    for role in KNOWN:
        who = world.people[role]
        await asked(ground, who, home.community, f"{role}的另一个提问")
        mine = await asked(ground, who, home.community, f"{role}的提问")
        world.own[f"question:{role}"] = str(mine.id)
        await _answered(ground, mine, home.worker)
    await ground.session.flush()
