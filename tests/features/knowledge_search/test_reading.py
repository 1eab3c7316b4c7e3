"""What a search reads: of one index, what stands at one place and above it."""

from typing import Any
from uuid import UUID

from sqlalchemy import ClauseElement, Executable, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler

from shequ_api.features.knowledge_search import queries
from shequ_api.features.knowledge_search.rules import asked_of
from tests.features.knowledge_search.desk import Desk

COMMUNITIES, ARTICLES = 20, 80


class Explained(Executable, ClauseElement):
    """How a statement is run."""

    inherit_cache = False

    def __init__(self, statement: ClauseElement) -> None:
        self.statement = statement


@compiles(Explained)
def _explained(element: Explained, compiler: SQLCompiler, **more: Any) -> str:
    return "EXPLAIN (ANALYZE, BUFFERS) " + str(compiler.process(element.statement, **more))


_ARTICLES = text("""
    INSERT INTO knowledge_articles
    SELECT (jsonb_populate_record(like_it, jsonb_build_object(
      'id', gen_random_uuid(), 'place_id', place.id, 'community_id', place.id))).*
    FROM knowledge_articles AS like_it, generate_series(1, :articles),
      (SELECT id FROM places WHERE kind = 'community' ORDER BY id = :home DESC, code
        LIMIT :communities) AS place
    WHERE like_it.id = :like""")
# Few terms are in many articles, and many in few.
_TERMS = text("""
    INSERT INTO knowledge_terms (article_id, place_id, term, weight)
    SELECT DISTINCT ON (article.id, term) article.id, article.place_id, term, 50
    FROM knowledge_articles AS article, generate_series(1, 100) AS n,
      LATERAL (SELECT CASE WHEN n <= 20 AND random() < 0.2
        THEN (CAST(:asked AS text[]))[n]
        ELSE '=' || floor(5000 * random() ^ 3)::int END AS term) AS drawn
    WHERE article.id <> :like AND term IS NOT NULL""")


async def test_a_search_reads_one_index_at_its_places(desk: Desk, session: AsyncSession) -> None:
    one = await desk.published(question="新生儿落户怎么办理")
    asked = asked_of("新生儿落户")
    terms = [each.term for each in asked]
    crowd = {"like": one["id"], "home": UUID(desk.place_id)}
    crowd |= {"communities": COMMUNITIES, "articles": ARTICLES}
    await session.execute(text("SET LOCAL statement_timeout = '300s'"))
    await session.execute(text("SELECT setseed(0.5)"))
    await session.execute(_ARTICLES, crowd)
    await session.execute(_TERMS, {"like": one["id"], "asked": terms})
    await session.execute(text("ANALYZE knowledge_terms, knowledge_articles"))
    assert (await desk.found("新生儿落户"))[0] == "新生儿落户怎么办理"
    statement = queries.ranked(asked, [UUID(desk.place_id)], 10)
    plan = "\n".join(await session.scalars(Explained(statement)))
    assert "ix_knowledge_terms_read" in plan
    assert "Seq Scan on knowledge_terms" not in plan
