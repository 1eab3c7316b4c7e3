"""An address goes to the routes of its own path, under the prefix by which they were included."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from fastapi import FastAPI
from fastapi.routing import APIRoute, APIRouter
from httpx import ASGITransport, AsyncClient, Response

from shequ_api.kit.http.switchboard import everything_of, switch
from tests.architecture.api import our_routes, the_app

inner = APIRouter()
outer = APIRouter()


@outer.get("/things/near")
async def near() -> str:
    return "near"


@outer.get("/things/{thing}")
async def one(thing: str) -> str:
    return f"one {thing}"


@outer.put("/things/{thing}")
async def change(thing: str) -> str:
    return f"changed {thing}"


@outer.get("/things/{thing}/parts/{part}")
async def part(thing: str, part: int) -> str:
    return f"{thing} {part}"


@outer.get("/things/near/parts")
async def parts_of_near() -> str:
    return "parts"


@outer.get("/prints/{code}")
async def print_of(code: str) -> str:
    return f"print {code}"


@outer.get("/sheets/{code}.svg")
async def drawn(code: str) -> str:
    return f"drawn {code}"


@inner.get("/deep/{thing}")
async def deep(thing: str) -> str:
    return f"deep {thing}"


outer.include_router(inner)
site = APIRouter()


@site.get("/q/{code}")
async def scan(code: str) -> str:
    return f"scan {code}"


def an_app() -> FastAPI:
    app = FastAPI(redirect_slashes=False)
    board = switch(app)
    board.include(outer, "/api")
    board.include(site)

    @app.get("/beside")
    async def beside() -> str:
        return "beside"

    return app


async def asked(method: str, path: str) -> Response:
    transport = ASGITransport(an_app())
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        return await client.request(method, path)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/api/things/near", "near"),
        ("/api/things/far", "one far"),
        ("/api/things/a b", "one a b"),
        ("/api/things/near/parts", "parts"),
        ("/api/things/near/parts/3", "near 3"),
        ("/api/prints/x", "print x"),
        ("/api/sheets/x.svg", "drawn x"),
        ("/api/deep/x", "deep x"),
        ("/q/x", "scan x"),
        ("/beside", "beside"),
    ],
)
async def test_an_address_finds_its_route(path: str, said: str) -> None:
    answer = await asked("GET", path)
    assert (answer.status_code, answer.json()) == (200, said)


async def test_the_method_chooses_among_those_of_a_path() -> None:
    assert (await asked("PUT", "/api/things/far")).json() == "changed far"
    wrong = await asked("DELETE", "/api/things/far")
    assert wrong.status_code == 405


@pytest.mark.parametrize(
    "path",
    [
        *("/", "", "/api", "/api/", "/api/things", "/api/things/", "/api/things//parts/3"),
        *("/things/near", "/api/q/x", "/api/sheets/x", "/api/things/near/parts/3/", "/q/", "//q/x"),
    ],
)
async def test_what_fits_no_path_is_not_there(path: str) -> None:
    assert (await asked("GET", path)).status_code == 404


async def test_what_a_path_cannot_read_is_refused_by_its_route() -> None:
    assert (await asked("GET", "/api/things/near/parts/x")).status_code == 422


def test_two_prefixes_do_not_share_a_path() -> None:
    board = switch(FastAPI())
    board.include(outer, "/api")
    clash = APIRouter()
    clash.add_api_route("/api/things/{other}", deep)
    with pytest.raises(ValueError, match="two prefixes"):
        board.include(clash)


def test_routes_that_segments_do_not_find_are_refused() -> None:
    deeper = APIRouter()
    deeper.add_api_route("/files/{name:path}", deep)
    with pytest.raises(TypeError, match="more than the segments"):
        switch(FastAPI()).include(deeper)


@contextmanager
def counted() -> Iterator[list[str]]:
    """The paths of the routes that are asked whether they fit."""
    asked_of: list[str] = []
    before = APIRoute.matches

    def matches(self: APIRoute, scope: object) -> object:
        asked_of.append(self.path)
        return before(self, scope)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(APIRoute, "matches", matches)
        yield asked_of


async def test_only_routes_of_the_path_are_asked_however_many_there_are() -> None:
    transport = ASGITransport(the_app(), raise_app_exceptions=False)
    async with AsyncClient(transport=transport, base_url="http://testserver") as client:
        for path in ("/api/v1/me", "/api/v1/tickets/x/handover", "/api/v1/nothing/at/all"):
            with counted() as routes:
                await client.get(path)
            assert len(routes) <= 4, routes


def test_all_that_is_documented_is_included() -> None:
    ours = {path for path, _ in our_routes()}
    assert ours <= {path for path, _ in everything_of(the_app())}
    assert len(ours) > 500
