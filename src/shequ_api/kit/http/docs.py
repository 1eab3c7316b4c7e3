"""The API's documentation page, whole without the internet: Swagger UI from an installed wheel."""

import asyncio
import json
from hashlib import sha256
from html import escape
from importlib.resources import files
from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import BaseRoute, Route

PATH = "/docs"
POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    ]
)
"""What this one page may load; Swagger UI needs nothing inline."""
ASSETS = {
    "swagger-ui.css": "swagger/swagger-ui.css",
    "swagger-ui-bundle.js": "swagger/swagger-ui-bundle.js",
    "favicon.png": "fastapi/favicon.png",
}
PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · API</title>
<link rel="icon" href="{path}/favicon.png">
<link rel="stylesheet" href="{path}/swagger-ui.css">
</head>
<body>
<div id="page" data-document="{document}"></div>
<noscript>此页需要 JavaScript；接口文档原文：<a href="{document}">{document}</a></noscript>
<script src="{path}/swagger-ui-bundle.js"></script>
<script src="{path}/start.js"></script>
</body>
</html>
"""
START = """SwaggerUIBundle({
  url: document.getElementById("page").dataset.document,
  dom_id: "#page",
  deepLinking: true,
  displayRequestDuration: true,
  docExpansion: "none",
  filter: true,
  persistAuthorization: false,
  tryItOutEnabled: true,
  validatorUrl: null,
});
"""


def docs_routes(title: str, document: str) -> list[BaseRoute]:
    """The page under `PATH`, with all that it loads, the document at its own path included."""
    page = PAGE.format(title=escape(title), path=PATH, document=escape(document))

    async def show(_: Request) -> Response:
        return HTMLResponse(page, headers={"Content-Security-Policy": POLICY})

    async def start(_: Request) -> Response:
        return Response(START, media_type="text/javascript")

    return [
        Route(document, Document().send),
        Route(PATH, show),
        Route(f"{PATH}/start.js", start),
        *(_asset(name, inside) for name, inside in ASSETS.items()),
    ]


class Document:
    """The OpenAPI document: made when it is first asked for, beside the loop, for hundreds of
    operations take many seconds; then kept."""

    def __init__(self) -> None:
        self._making = asyncio.Lock()
        self._made: tuple[bytes, str] | None = None

    async def send(self, request: Request) -> Response:
        async with self._making:
            if self._made is None:
                self._made = await asyncio.to_thread(_made, request.app)
        body, tag = self._made
        headers = {"ETag": tag, "Cache-Control": "no-cache"}
        if request.headers.get("if-none-match") == tag:
            return Response(status_code=304, headers=headers)
        return Response(body, media_type="application/json", headers=headers)


def _made(app: FastAPI) -> tuple[bytes, str]:
    body = json.dumps(app.openapi(), ensure_ascii=False, separators=(",", ":")).encode()
    return body, f'"{sha256(body).hexdigest()[:32]}"'


def _asset(name: str, inside: str) -> BaseRoute:
    file = Path(str(files("fastapi_standalone_docs"))) / "static" / inside

    async def send(_: Request) -> Response:
        return FileResponse(file, headers={"Cache-Control": "public, max-age=86400"})

    return Route(f"{PATH}/{name}", send)
