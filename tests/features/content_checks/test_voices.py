"""Spoken messages are judged as sound; what the platform does not read, people listen to."""

from typing import Any

import pytest
from httpx import AsyncClient
from sqlalchemy.ext.asyncio import AsyncSession

from tests.base.files.sounds import KINDS
from tests.cast import Cast
from tests.clocks import Work
from tests.features.content_checks.conftest import KEY, TOKEN
from tests.features.content_checks.test_checks import ask, check_of
from tests.features.content_checks.test_pictures import deliver
from tests.features.ticket_talk.talking import Talk
from tests.features.tickets.slips import photo_of
from tests.serving import Hand


async def spoken(client: AsyncClient, cast: Cast, media_type: str) -> str:
    files = {"file": ("a", KINDS[media_type](3), media_type)}
    answer = await client.post(
        "/api/v1/voices", files=files, headers=await cast.headers("resident")
    )
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def judged(client: AsyncClient, hand: Hand, **result: Any) -> int:
    """The platform fetches the latest that waits, judges it by what it was said to be, and pushes;
    answers the media type that it was told."""
    waits = await hand.media_waiting()
    fetched = await client.get(waits["media_url"])
    assert fetched.status_code == 200, "the platform must be able to fetch it"
    result |= {"content_type": fetched.headers["content-type"], "trace_id": waits["trace_id"]}
    push = await hand.media_result(**result, token=TOKEN, encoding_key=KEY)
    assert (await deliver(client, push)).status_code == 200
    return int(push["media_type"])


@pytest.mark.usefixtures("on_wechat", "door")
@pytest.mark.parametrize("media_type", ["audio/mp4", "audio/mpeg", "audio/aac", "audio/wav"])
async def test_a_voice_is_sent_as_sound_and_its_verdict_counts(
    talk: Talk,
    client: AsyncClient,
    cast: Cast,
    session: AsyncSession,
    hand: Hand,
    work: Work,
    media_type: str,
) -> None:
    voice = await spoken(client, cast, media_type)
    ticket = await talk.file(voice_ids=[voice])
    await work()
    assert await judged(client, hand, suggest="risky", label=20002) == 1
    await work()
    check = await check_of(session, ticket["id"])
    assert (check.state, check.reasons, check.label) == ("risky", ["platform"], 20002)
    seen = await ask(client, cast, "resident", f"/{check.id}")
    assert ([each["id"] for each in seen["voices"]], seen["photos"]) == ([voice], [])


@pytest.mark.usefixtures("on_wechat", "door")
async def test_photos_and_voices_of_one_ticket_are_each_what_they_are(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, hand: Hand, work: Work
) -> None:
    photo = await photo_of(client, await cast.headers("resident"), "teal")
    voice = await spoken(client, cast, "audio/mp4")
    ticket = await talk.file(photo_ids=[photo], voice_ids=[voice])
    await work()
    kinds = {await judged(client, hand) for _ in range(2)}
    await work()
    assert kinds == {1, 2}
    assert (await check_of(session, ticket["id"])).state == "pass"


@pytest.mark.usefixtures("on_wechat", "door")
async def test_what_the_platform_does_not_read_people_listen_to(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, hand: Hand, work: Work
) -> None:
    asked = await hand.calls("/wxa/media_check_async")
    voice = await spoken(client, cast, "audio/amr")
    ticket = await talk.file(voice_ids=[voice])
    await work()
    check = await check_of(session, ticket["id"])
    assert (check.state, check.reasons) == ("review", ["not_checkable"])
    assert await hand.calls("/wxa/media_check_async") == asked


@pytest.mark.usefixtures("on_wechat", "door")
async def test_sound_that_is_no_picture_is_not_judged_as_one(
    talk: Talk, client: AsyncClient, cast: Cast, session: AsyncSession, hand: Hand, work: Work
) -> None:
    """The fake refuses what is not of the kind that was said: as the platform, which reads it."""
    photo = await photo_of(client, await cast.headers("resident"), "navy")
    ticket = await talk.file(photo_ids=[photo])
    await work()
    push = await hand.media_result(content_type="audio/mp4", token=TOKEN, encoding_key=KEY)
    await deliver(client, push)
    await work()
    check = await check_of(session, ticket["id"])
    assert (check.state, check.reasons) == ("review", ["not_checkable"])
