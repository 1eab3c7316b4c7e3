"""How often what residents mean is among the first three: 200 questions, written before the search
was, asked of 104 articles over HTTP, beside plain trigram similarity."""

import csv
import sys
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import pytest
from httpx import AsyncClient
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncSession

from tests.cast import Cast
from tests.features.knowledge_search.desk import API, Desk, draft

QUALITY = Path(__file__).parent / "quality"
AT_LEAST = 0.94
TRIGRAMS = text("""
    SELECT question FROM knowledge_articles WHERE state = 'published'
    ORDER BY greatest(
      similarity(:asked, question || ' ' || array_to_string(alternatives, ' ')),
      word_similarity(:asked, question || ' ' || array_to_string(alternatives, ' ')
        || ' ' || topic || ' ' || body)
    ) DESC, id LIMIT 3""")


class Asked(NamedTuple):
    text: str
    expected: frozenset[str]
    kind: str


def rows(name: str) -> list[dict[str, str]]:
    with (QUALITY / f"{name}.csv").open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def hits(asked: Asked, found: Iterable[str]) -> tuple[bool, bool]:
    """At the first place, and among the first three."""
    first = [question in asked.expected for question in found][:3]
    return any(first[:1]), any(first)


@pytest.fixture
async def articles(client: AsyncClient, cast: Cast) -> dict[str, str]:
    """Key → question of what is published."""
    headers = await cast.headers("community_worker")
    for row in rows("articles"):
        body = draft(
            row["question"],
            alternatives=row["alternatives"].split("|"),
            **{name: row[name] for name in ("topic", "body")},
            source_name=row["source"],
        )
        made = await client.post(f"{API}/knowledge-articles", json=body, headers=headers)
        assert made.status_code == 201, made.text
        path = f"{API}/knowledge-articles/{made.json()['id']}/publication"
        assert (await client.post(path, headers=headers)).status_code == 200
    return {row["key"]: row["question"] for row in rows("articles")}


@pytest.fixture
def questions(articles: dict[str, str]) -> list[Asked]:
    return [
        Asked(
            row["question"],
            frozenset(articles[key] for key in row["expected"].split("|")),
            row["kind"],
        )
        for row in rows("questions")
    ]


async def _ours(desk: Desk, questions: list[Asked]) -> list[tuple[bool, bool]]:
    headers = await desk.cast.headers("resident")
    got = []
    for asked in questions:
        body = {"place_id": desk.place_id, "text": asked.text, "limit": 3}
        answer = await desk.client.post(f"{API}/knowledge-searches", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        got.append(hits(asked, [each["question"] for each in answer.json()["items"]]))
    return got


async def test_what_residents_mean_is_among_the_first_three(
    desk: Desk, session: AsyncSession, questions: list[Asked], capsys: pytest.CaptureFixture[str]
) -> None:
    bare = await _ours(desk, questions)
    for row in rows("synonyms"):
        body = {"words": row["words"].split()}
        await desk.got("POST", "/synonym-groups", body, by="district_administrator")
    ours = await _ours(desk, questions)
    plain = [
        hits(asked, await session.scalars(TRIGRAMS, {"asked": asked.text})) for asked in questions
    ]
    told = {"ours": ours, "ours without synonyms": bare, "plain trigrams": plain}
    missed = Counter(each.kind for each, got in zip(questions, ours, strict=True) if not got[1])
    with capsys.disabled():
        for name, got in told.items():
            first, three = (sum(each[at] for each in got) / len(got) for at in (0, 1))
            sys.stdout.write(f"\n{name}: first {first:.1%}, among the first three {three:.1%}")
        sys.stdout.write(f"\nours missed: {dict(missed)}\n")
    assert len(questions) == 200
    assert sum(three for _, three in ours) >= AT_LEAST * len(questions)
    assert sum(three for _, three in ours) > sum(three for _, three in plain)
