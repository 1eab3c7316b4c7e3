"""Outbound against a raw socket that does what no server should."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from shequ_api.kit.outbound import DEADLINE_SECONDS, Outbound, OutboundFailed, within

Behave = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]
Said = list[bytes]


@asynccontextmanager
async def behaving(behave: Behave) -> AsyncIterator[str]:
    """A loopback server that reads one request head and then does `behave`."""

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            await behave(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(meet, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def saying(head: str, body: bytes = b"") -> Behave:
    async def behave(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"HTTP/1.1 {head}\r\n\r\n".encode() + body)
        await writer.drain()

    return behave


async def silent(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    await reader.read()


async def endless_head(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"HTTP/1.1 200 OK\r\n")
    while True:
        writer.write(b"X-More: " + b"x" * 1000 + b"\r\n")
        await writer.drain()


async def dripping_head(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" * 100:
        writer.write(bytes([byte]))
        await writer.drain()
        await asyncio.sleep(0.01)


BAD = {
    "silent": silent,
    "endless head": endless_head,
    "dripping head": dripping_head,
    "hangs up": saying("200 OK\r\nContent-Length: 10", b"{}"),
    "not http": saying("banana"),
    "no content": saying("204 No Content"),
    "switches": saying("101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade"),
    "moved": saying("301 Moved\r\nLocation: http://127.0.0.1:9/\r\nContent-Length: 0"),
    "refuses": saying("403 Forbidden\r\nContent-Length: 2", b"{}"),
    "lies about length": saying("200 OK\r\nContent-Length: minus"),
    "too long": saying("200 OK\r\nContent-Length: 1001", b'"' + b"x" * 999 + b'"'),
    "encoded": saying("200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2", b"{}"),
    "not an object": saying("200 OK\r\nContent-Length: 2", b"[]"),
    "half a letter": saying("200 OK\r\nContent-Length: 2", b'"\xff'),
}


@pytest.mark.parametrize("name", list(BAD))
async def test_whatever_comes_is_one_refusal_in_time(name: str) -> None:
    async with (
        behaving(BAD[name]) as url,
        Outbound(url, deadline_seconds=0.3, max_bytes=1000) as outbound,
        asyncio.timeout(1),
    ):
        with pytest.raises(OutboundFailed) as failed:
            await outbound.get_json("/thing", params={})
    assert (failed.value.status, failed.value.code) == (503, "upstream_unavailable")
    assert "127.0.0.1" not in f"{failed.value.title} {failed.value} {failed.value.facts}"
    assert failed.value.__cause__ is None


async def test_a_body_of_just_the_cap_passes() -> None:
    body = b'{"a": "' + b"x" * 991 + b'"}'
    assert len(body) == 1000
    async with (
        behaving(saying("200 OK\r\nContent-Length: 1000", body)) as url,
        Outbound(url, deadline_seconds=1, max_bytes=1000) as outbound,
    ):
        assert await outbound.post_for_bytes("/thing", body={}) == body


async def test_nobody_listens() -> None:
    async with behaving(silent) as url:
        pass
    async with Outbound(url, deadline_seconds=1) as outbound:
        with pytest.raises(OutboundFailed):
            await outbound.post_json("/thing", body={})


async def test_the_cap_stops_the_stream_instead_of_reading_it_out() -> None:
    written = 0

    async def pour(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")
        while written < 100_000_000:
            writer.write(b"x" * 65_536)
            await writer.drain()
            written += 65_536

    async with behaving(pour) as url, Outbound(url, deadline_seconds=5) as outbound:
        with pytest.raises(OutboundFailed):
            await outbound.get_json("/thing", params={})
    assert written < 20_000_000


async def test_secrets_of_the_query_reach_the_other_side_and_no_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level(logging.DEBUG)
    async with behaving(BAD["refuses"]) as url, Outbound(url) as outbound:
        with pytest.raises(OutboundFailed):
            await outbound.get_json("/thing", params={"secret": "canary-4711"})
    assert "/thing: status 403" in caplog.text
    assert "canary-4711" not in caplog.text


async def test_one_hanging_party_does_not_hold_more_connections_than_allowed() -> None:
    met = 0

    async def hang(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        nonlocal met
        met += 1
        await reader.read()

    async with (
        behaving(hang) as url,
        Outbound(url, deadline_seconds=0.3, connections=3) as outbound,
        asyncio.timeout(1.5),
    ):
        calls = [asyncio.create_task(outbound.get_json("/thing", params={})) for _ in range(12)]
        await asyncio.sleep(0.15)
        assert met == 3
        results = await asyncio.gather(*calls, return_exceptions=True)
    assert all(isinstance(result, OutboundFailed) for result in results)


async def test_leaving_is_not_mistaken_for_a_failure() -> None:
    async with behaving(silent) as url, Outbound(url) as outbound:
        task = asyncio.create_task(outbound.get_json("/thing", params={}))
        await asyncio.sleep(0.05)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task


async def test_the_outer_of_two_deadlines_wins() -> None:
    async with behaving(silent) as url, Outbound(url, deadline_seconds=1) as outbound:
        with pytest.raises(OutboundFailed):
            async with asyncio.timeout(0.5), within(0.1, "both"):
                await outbound.get_json("/thing", params={})


@pytest.mark.parametrize("seconds", [0, -1, DEADLINE_SECONDS + 0.1, float("nan")])
def test_deadlines_are_bounded(seconds: float) -> None:
    with pytest.raises(ValueError, match="deadline"):
        Outbound("http://127.0.0.1:9", deadline_seconds=seconds)
