"""A copy of one's data reads as Chinese: no code of ours is left in it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.privacy.words import in_words, together
from tests.base.privacy.test_nothing_is_left import ME, WORKER, known_all_over
from tests.cast import Cast
from tests.clocks import Work
from tests.features.register.conftest import Doorstep

CODE = re.compile(r"[a-z][a-z_]*(:[a-z_]+)?")


def said(kept: Any, at: str = "") -> Iterator[tuple[str, str]]:
    """All that is said, keys too, with where."""
    if isinstance(kept, dict):
        for key, value in kept.items():
            yield at, key
            yield from said(value, f"{at}/{key}")
    elif isinstance(kept, list):
        for one in kept:
            yield from said(one, at)
    elif isinstance(kept, str):
        yield at, kept


@pytest.mark.parametrize("who", [ME, WORKER, "community_worker"])
async def test_no_code_is_left(
    client: AsyncClient, cast: Cast, session: AsyncSession, work: Work, who: str
) -> None:
    door = Doorstep(client, cast)
    entry_id = await known_all_over(door, session, cast, work)
    facts = {"emergency_contact": "女儿 13700137000", "employment": "retired", "lives_alone": True}
    for key, value in facts.items():
        path = f"/register/people/{entry_id}/facts/{key}"
        await door.did(WORKER, "PUT", path, value=value)
    why = {"purpose": "contact", "reason": "核对"}
    await door.did(WORKER, "POST", f"/register/people/{entry_id}/fact-reveals", **why)
    copy = await door.got(who, "/me/personal-data")
    data = {part["title"]: part["data"] for part in copy["parts"]}
    assert [each for each in said(data) if CODE.fullmatch(each[1])] == []
    if who == ME:
        told = set(said(data))
        for title, word in [("看了什么", "手机号"), ("就业状况", "退休"), ("事项", "居民下单")]:
            assert [w for at, w in told if at.endswith(f"/{title}") and word in w], title


def test_words_belong_to_their_title() -> None:
    words = together([{"状态": {"left": "已搬离"}}, {"状态": {"left": "离开", "done": "办结"}}])
    kept = {"状态": ["left", "done", "new"], "说明": "left", "性别": {"left": True}}
    assert in_words(kept, words) == {
        "状态": ["已搬离", "办结", "new"],
        "说明": "left",
        "性别": {"left": True},
    }
    numbers = {"性别": {1: "男"}}
    assert in_words({"性别": [1, True, None]}, numbers) == {"性别": ["男", True, None]}
