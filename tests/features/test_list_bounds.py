"""Every list asks little of the database, and no more for many lines than for one."""

from collections.abc import AsyncIterator

import pytest
from httpx import ASGITransport, AsyncClient

from shequ_api.app import create_app
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from tests.cast import Cast
from tests.conftest import joined, settings_for_tests
from tests.counting import counting
from tests.features.list_askers import WHO
from tests.features.list_questions import NAMED, OF_ANOTHER, ONE_ALONE, QUESTIONS, lists
from tests.features.list_street import fill
from tests.features.listing import (
    LINES,
    asset_of,
    import_of,
    inspection_of,
    mandate_of,
    pool_of,
    tree_of,
)
from tests.features.patrols.field import API, Field
from tests.features.rectifications.lines import batch_of
from tests.features.register import street as register_street
from tests.features.visits.arranged import Arranged
from tests.features.visits.lines import round_of
from tests.rehearsed import Rehearsed

MOST = 7


def test_every_list_is_asked_here() -> None:
    assert lists().keys() == WHO.keys()


@pytest.fixture(scope="module")
async def street(open_parts: Parts) -> AsyncIterator[Field]:
    """Filled once for all lists: none of them changes anything that another one shows."""
    transport = ASGITransport(Rehearsed(create_app(settings_for_tests(), open_parts)))
    async with (
        open_parts.get(Database).engine.connect() as connection,
        joined(open_parts, connection),
        AsyncClient(transport=transport, base_url="http://testserver") as client,
        open_parts.get(Database).sessions() as session,
    ):
        cast = await Cast.found(open_parts)
        await fill(client, cast, session)
        yield Field(client, cast)


@pytest.mark.parametrize("name", WHO)
async def test_a_list_asks_little(open_parts: Parts, street: Field, name: str) -> None:
    field, places = street, street.cast.places
    queries = counting(open_parts)
    named = NAMED | OF_ANOTHER.get(name, {})
    path = (
        lists()[name]
        .removeprefix(API)
        .format(
            pool_id=await pool_of(field),
            mandate_id=await mandate_of(field),
            asset_id=await asset_of(field),
            import_id=await import_of(field),
            role_id=(await field.got("community_worker", "/access/custom-roles"))["items"][0]["id"],
            inspection_id=await inspection_of(field, state="edited"),
            version_id=await field.version_id(),
            round_id=await round_of(Arranged(field.client, field.cast)),
            batch_id=await batch_of(field),
            dwelling_id=places[register_street.DOORS[0]],
            category="all",
            **tree_of(field) | {f"{name}_id": places[key] for name, key in named.items()},
        )
    )
    question = {
        key: str(places.get(value, value)) for key, value in QUESTIONS.get(name, {}).items()
    }
    whole = await field.got(WHO[name], path, **question)  # signs in
    paged = isinstance(whole, dict) and "next_cursor" in whole
    asked = {}
    for limit in (1, LINES):
        with queries() as seen:
            page = {"limit": limit} if paged else {}
            answer = await field.got(WHO[name], path, **page, **question)
        lines = answer if isinstance(answer, list) else answer["items"]
        asked[limit] = len(seen)
        assert len(seen) <= MOST, "\n".join(seen)
    assert len(lines) >= (1 if name in ONE_ALONE else LINES)
    assert asked[LINES] <= asked[1], "one line more is one statement more"
