"""What the staff read until somebody has answered, or looked again."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.knowledge.models import KnowledgeArticle
from shequ_api.features.questions.models import Question
from shequ_api.kit.clock import china_date, utc_now
from tests.clocks import Work
from tests.features.knowledge_search.desk import Desk, draft, in_days
from tests.features.questions.test_questions import asked, step

CLOCK = "questions.pass_on_late"


async def told(desk: Desk, by: str = "community_worker") -> list[str]:
    """The titles of what somebody has still to see to."""
    seen = await desk.got("GET", "/me/messages?unread=true", by=by)
    return sorted(line["title"] for line in seen["items"])


async def test_a_question_waits_until_it_is_answered(desk: Desk, work: Work) -> None:
    first, second = await asked(desk), await asked(desk, text="还有一问")
    await work()
    assert await told(desk) == await told(desk, "grid_chief") == ["有提问待答复"] * 2
    assert await told(desk, "far_community_worker") == await told(desk, "resident") == []
    await step(desk, first, "answer", {"text": "好"})
    await work()
    assert await told(desk) == ["有提问待答复"]
    await step(desk, second, "withdrawal", by="resident")
    await work()
    assert await told(desk) == []


async def test_its_last_day_comes_and_passes(desk: Desk, session: AsyncSession, work: Work) -> None:
    await asked(desk)
    await work(CLOCK)
    today = china_date(utc_now())
    for due_on, said in (
        (today + timedelta(days=1), ["有提问待答复"]),
        (today, ["提问今天到期"]),
        (today, ["提问今天到期"]),
        (today - timedelta(days=1), []),
    ):
        await session.execute(update(Question).values(due_on=due_on))
        await session.commit()
        await work(CLOCK)
        assert await told(desk) == said


async def test_who_answers_before_it_is_told_is_not_told(desk: Desk, work: Work) -> None:
    await step(desk, await asked(desk), "answer", {"text": "好"})
    await work()
    assert await told(desk) == []


@pytest.mark.parametrize("way", ["review", "rewrite", "withdrawal"])
async def test_an_article_waits_to_be_looked_at(
    desk: Desk, session: AsyncSession, work: Work, way: str
) -> None:
    article = await desk.published()
    path = f"/knowledge-articles/{article['id']}"

    async def pass_day() -> None:
        yesterday = china_date(utc_now()) - timedelta(days=1)
        this = update(KnowledgeArticle).where(KnowledgeArticle.id == UUID(article["id"]))
        await session.execute(this.values(review_on=yesterday))
        await session.commit()
        for _ in range(2):
            await work("knowledge.tell_stale")

    await pass_day()
    assert await told(desk) == ["知识待复核"]
    assert await told(desk, "grid_chief") == await told(desk, "subdistrict_administrator") == []
    if way == "review":
        await desk.got("PUT", f"{path}/review", {"review_on": in_days(9)})
    elif way == "rewrite":
        body = draft(review_on=in_days(9))
        await desk.got("PUT", path, body, **{"If-Match": f'"v{article["version"]}"'})
    else:
        await desk.got("POST", f"{path}/withdrawal")
    await work()
    assert await told(desk) == []
    if way != "withdrawal":
        await pass_day()
        assert await told(desk) == ["知识待复核"], "told anew"
