"""Some of each, for lists: articles, those to look at again, misses, synonyms, questions."""

from datetime import timedelta
from uuid import UUID

from httpx import AsyncClient
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.features.knowledge.models import KnowledgeArticle
from shequ_api.kit.clock import china_date, utc_now
from shequ_api.kit.ids import new_id
from tests.cast import Cast
from tests.features.knowledge_search.desk import Desk

PEOPLE = ("resident", "newcomer", "same_building", "same_compound", "far_resident")
"""Of whom some may share a bit."""
SIGNS = "甲乙丙丁戊己庚辛"


async def answered(client: AsyncClient, cast: Cast, session: AsyncSession, lines: int) -> None:
    """As many of each; the articles were to be looked at yesterday."""
    desk = Desk(client, cast)
    for sign in SIGNS[:lines]:
        article = await desk.published(question=f"{sign}事怎么办")
        words = {"words": [f"{sign}犬", f"{sign}狗"]}
        await desk.got("POST", "/synonym-groups", words, by="district_administrator")
        for who in PEOPLE:
            await desk.found(f"zq{sign}{sign}", by=who)
        said = {"place_id": desk.place_id, "text": f"请问{sign}怎么办"}
        await desk.got("PUT", f"/questions/{new_id()}", said, by="resident")
    yesterday = china_date(utc_now()) - timedelta(days=1)
    await session.execute(update(KnowledgeArticle).values(review_on=yesterday))
    await session.commit()
    cast.places["article"] = UUID(article["id"])
