"""Telling the whole story against running servers."""

from collections.abc import Awaitable, Callable

import httpx

from shequ_api.dev.story.community import meet, settle_places
from shequ_api.dev.story.hall import hall
from shequ_api.dev.story.mall import mall
from shequ_api.dev.story.narrator import Narrator
from shequ_api.dev.story.patrol import patrol
from shequ_api.dev.story.phone import StoryBroken, World
from shequ_api.dev.story.points import points
from shequ_api.dev.story.request import request
from shequ_api.dev.story.scan import issue_codes, scan

TIMEOUT_SECONDS = 30


async def tell(
    api_url: str,
    wechat_url: str,
    run: str,
    narrator: Narrator,
    appoint_first: Callable[[str], Awaitable[None]],
) -> int:
    """Tell the story; returns how many steps held. Raises `StoryBroken` at the first that did not.

    `appoint_first` is the operator's part: it makes the person with a phone the district's
    administrator, from whom all other appointments come.
    """
    async with (
        httpx.AsyncClient(base_url=api_url, timeout=TIMEOUT_SECONDS) as http,
        httpx.AsyncClient(base_url=wechat_url, timeout=TIMEOUT_SECONDS) as wechat,
    ):
        with narrator.telling():
            story = await meet(World(http, wechat, run), narrator)
            await appoint_first(story["administrator"].number)
            await settle_places(story, narrator)
            await issue_codes(story, narrator)
            await scan(story, narrator)
            await request(story, narrator)
            await patrol(story, narrator)
            await points(story, narrator)
            await mall(story, narrator)
            await hall(story, narrator)
    return narrator.held


__all__ = ["Narrator", "StoryBroken", "tell"]
