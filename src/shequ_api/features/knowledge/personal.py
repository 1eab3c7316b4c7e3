"""What this feature keeps about persons: who wrote and looked again, and what somebody said of an
edition."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.registry import PersonalData
from shequ_api.features.knowledge.models import (
    KnowledgeArticle,
    KnowledgeEdition,
    KnowledgeFeedback,
)
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.repointing import QUIET, repoint


async def collect(session: AsyncSession, _: Parts, person_id: UUID) -> dict[str, Any]:
    """What I wrote, and what I said of articles."""
    written = (
        select(KnowledgeEdition.question, KnowledgeEdition.edition, KnowledgeEdition.written_at)
        .where(KnowledgeEdition.written_by_id == person_id)
        .order_by(KnowledgeEdition.written_at)
    )
    said = (
        select(
            KnowledgeArticle.question,
            KnowledgeFeedback.edition,
            KnowledgeFeedback.verdict,
            KnowledgeFeedback.given_at,
        )
        .join(KnowledgeArticle, KnowledgeArticle.id == KnowledgeFeedback.article_id)
        .where(KnowledgeFeedback.person_id == person_id)
        .order_by(KnowledgeFeedback.given_at)
    )
    looked_at = (
        select(
            KnowledgeArticle.question,
            KnowledgeArticle.reviewed_edition,
            KnowledgeArticle.reviewed_at,
        )
        .where(KnowledgeArticle.reviewed_by_id == person_id)
        .order_by(KnowledgeArticle.reviewed_at)
    )
    return {
        "复核的知识": [
            {"问题": row.question, "版本": row.reviewed_edition, "时间": row.reviewed_at}
            for row in await session.execute(looked_at)
        ],
        "编写的知识": [
            {"问题": row.question, "版本": row.edition, "时间": row.written_at}
            for row in await session.execute(written)
        ],
        "知识评价": [
            {
                "问题": row.question,
                "版本": row.edition,
                "评价": row.verdict,
                "时间": row.given_at,
            }
            for row in await session.execute(said)
        ],
    }


async def erase(session: AsyncSession, person_id: UUID, _: datetime) -> None:
    """What they said of articles goes; an office's article stays, by whom goes with the name."""
    theirs = delete(KnowledgeFeedback).where(KnowledgeFeedback.person_id == person_id)
    await session.execute(theirs, execution_options=QUIET)


async def merge(
    session: AsyncSession, kept_id: UUID, merged_id: UUID, _: datetime
) -> Sequence[str] | None:
    """Of two words on one edition the kept person's holds; what was written stays as signed."""
    key = tuple_(KnowledgeFeedback.article_id, KnowledgeFeedback.edition)
    columns = select(KnowledgeFeedback.article_id, KnowledgeFeedback.edition)
    both = columns.where(KnowledgeFeedback.person_id == kept_id)
    twice = delete(KnowledgeFeedback).where(KnowledgeFeedback.person_id == merged_id, key.in_(both))
    await session.execute(twice, execution_options=QUIET)
    await repoint(session, [KnowledgeFeedback.person_id], old=merged_id, new=kept_id)
    return None


PERSONAL_DATA = PersonalData(
    columns=(
        "knowledge_articles.made_by_id",
        "knowledge_articles.reviewed_by_id",
        "knowledge_editions.written_by_id",
        "knowledge_feedback.person_id",
    ),
    collect=collect,
    erase=erase,
    merge=merge,
)
