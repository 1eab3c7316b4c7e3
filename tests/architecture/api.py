"""The application as it would be served, built without a database behind it."""

from functools import cache
from typing import Any

from fastapi import FastAPI

from shequ_api.app import create_app, gather_parts
from shequ_api.kit.http.openapi import routes_of
from shequ_api.kit.http.route import TransactionRoute
from shequ_api.settings import Settings
from tests.conftest import settings_for_tests

NOWHERE = "postgresql+asyncpg://nobody@/nothing"
"""Nothing connects before the first query."""


def app_under(settings: Settings) -> FastAPI:
    return create_app(settings, gather_parts(settings_for_tests(), NOWHERE))


@cache
def the_app() -> FastAPI:
    return app_under(settings_for_tests())


def our_routes() -> list[tuple[str, TransactionRoute]]:
    """Whole path and route, for every route of ours."""
    return list(routes_of(the_app()))


def answers_of(operation: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Status → what an operation of the document answers, shared responses looked up."""
    shared = the_app().openapi()["components"]["responses"]
    return {
        status: shared[answer["$ref"].rpartition("/")[2]] if "$ref" in answer else answer
        for status, answer in operation["responses"].items()
    }
