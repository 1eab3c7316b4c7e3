"""How articles are found."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ARRAY,
    Boolean,
    Double,
    Select,
    Text,
    Uuid,
    bindparam,
    column,
    literal_column,
    select,
    text,
)
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor, in_scope
from shequ_api.features.knowledge.public import KnowledgeArticle, article_lines
from shequ_api.features.knowledge_search.models import SearchMiss, SynonymGroup
from shequ_api.features.knowledge_search.rules import FEW, Asked

Rows = Select[*tuple[Any, ...]]

# Of each telling term the articles of these places in which it weighs most are read from one index,
# so many at most: a syllable that stands everywhere costs no more than another. How rare it is
# among what is read says how much it tells; no table of rarities is kept: it would be another for
# each community. What tells nothing alone is asked of the best of these only.
MOST_OF_A_TERM, MOST_CANDIDATES, MOST_COUNTED = 300, 60, 2000
_RANKED = text(f"""
    WITH asked AS MATERIALIZED (
      SELECT * FROM unnest(:terms, :counts, :telling) AS asked (term, counts, telling)
    ), kept AS MATERIALIZED (
      SELECT count(*)::float AS articles FROM (
        SELECT 1 FROM knowledge_articles
        WHERE place_id = ANY (:places) AND state = 'published' LIMIT {MOST_COUNTED}) AS counted
    ), hits AS (
      SELECT found.article_id, found.weight * asked.counts AS counted,
        count(*) OVER (PARTITION BY asked.term) AS many
      FROM asked CROSS JOIN unnest(:places) AS place (id) CROSS JOIN LATERAL (
        SELECT article_id, weight FROM knowledge_terms
        WHERE place_id = place.id AND term = asked.term
        ORDER BY weight DESC LIMIT {MOST_OF_A_TERM}) AS found
      WHERE asked.telling
    ), candidates AS MATERIALIZED (
      SELECT article_id, sum(counted * ln(1 + articles / many)) AS score
      FROM hits CROSS JOIN kept GROUP BY article_id
      ORDER BY score DESC, article_id LIMIT {MOST_CANDIDATES}
    )
    SELECT candidates.article_id AS id, candidates.score + coalesce((
        SELECT sum(found.weight * asked.counts) FROM asked JOIN knowledge_terms AS found
          ON found.article_id = candidates.article_id AND found.term = asked.term
        WHERE NOT asked.telling), 0) AS score
    FROM candidates ORDER BY score DESC, id LIMIT :wanted""")  # noqa: S608 - only numbers of ours


def ranked(asked: Sequence[Asked], places: Sequence[UUID], wanted: int) -> Rows:
    """The articles of these places that fit best, the best first."""
    bound = _RANKED.bindparams(
        bindparam("terms", [each.term for each in asked], ARRAY(Text())),
        bindparam("counts", [each.counts for each in asked], ARRAY(Double())),
        bindparam("telling", [each.telling for each in asked], ARRAY(Boolean())),
        bindparam("places", list(places), ARRAY(Uuid())),
        wanted=wanted,
    )
    best = bound.columns(column("id", Uuid()), column("score", Double())).cte("best")
    lines = article_lines().join(best, best.c.id == KnowledgeArticle.id)
    return lines.order_by(best.c.score.desc(), best.c.id)


async def groups_meant(
    session: AsyncSession, places: Sequence[UUID], words: Sequence[str]
) -> Sequence[list[str]]:
    """The synonym groups of these places that have one of these words."""
    meant = select(SynonymGroup.words).where(
        SynonymGroup.place_id.in_(places),
        SynonymGroup.words.bool_op("&&")(bindparam("pieces", list(words), ARRAY(Text()))),
    )
    return (await session.scalars(meant.order_by(SynonymGroup.id))).all()


def group_lines() -> Rows:
    """Synonym groups."""
    return select(SynonymGroup.__table__)


def miss_lines(actor: Actor) -> Rows:
    """What found nothing in the scope of the acting posting, and for more than few."""
    told = (SearchMiss.words, SearchMiss.times, SearchMiss.first_on, SearchMiss.last_on)
    return select(*told).where(
        in_scope(actor, SearchMiss), SearchMiss.askers >= literal_column(f"{FEW}")
    )
