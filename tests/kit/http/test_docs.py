"""The page of the documentation, and the document beside it."""

import asyncio
import time
from typing import Any

from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient

from shequ_api.kit.http.docs import PATH, docs_routes


class Slow(FastAPI):
    made = 0

    def openapi(self) -> dict[str, Any]:
        time.sleep(0.5)
        self.made += 1
        return {"openapi": "3.1.0"}


async def test_the_document_is_made_once_and_keeps_nobody_else_waiting() -> None:
    app = Slow(routes=docs_routes("某", "/openapi.json"), openapi_url=None, docs_url=None)
    order: list[str] = []
    async with AsyncClient(transport=ASGITransport(app), base_url="http://testserver") as client:

        async def get(path: str, **headers: str) -> Any:
            answer = await client.get(
                path, headers={k.replace("_", "-"): v for k, v in headers.items()}
            )
            order.append(path)
            return answer

        async with asyncio.TaskGroup() as group:
            asked = [group.create_task(get("/openapi.json")) for _ in range(2)]
            await asyncio.sleep(0)
            group.create_task(get(PATH))
        assert order == [PATH, "/openapi.json", "/openapi.json"]
        assert [each.result().json() for each in asked] == [{"openapi": "3.1.0"}] * 2
        tag = asked[0].result().headers["etag"]
        assert (await get("/openapi.json", if_none_match=tag)).status_code == 304
    assert app.made == 1
