"""Nobody's first search waits for dictionaries."""

from fastapi import FastAPI

from shequ_api.app import _lifespan, _readiness, gather_parts
from shequ_api.kit.chinese import _known_syllables
from shequ_api.kit.db import Database
from tests.conftest import settings_for_tests


async def test_they_are_read_at_start_up() -> None:
    settings = settings_for_tests()
    parts = gather_parts(settings, "postgresql+asyncpg://nobody@127.0.0.1:1/none")
    started = _lifespan(settings, parts, _readiness(parts.get(Database)))
    _known_syllables.cache_clear()
    async with started(FastAPI()):
        assert _known_syllables.cache_info().currsize == 1
