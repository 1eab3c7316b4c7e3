"""Completing the OpenAPI document: policies, problems, idempotency and security for each route."""

from collections.abc import Iterator
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute, iter_route_contexts

from shequ_api.kit.http.policy import Public, walk
from shequ_api.kit.http.problems import MEDIA_TYPE, Problem, ProblemFault
from shequ_api.kit.http.route import TransactionRoute
from shequ_api.kit.http.versions import if_match

MEANINGS = {
    "400": "The request's headers or cursor are unfit",
    "401": "Unknown: sign in again",
    "403": "Known, but without this right; the body says which",
    "404": "Absent, or not in view",
    "409": "Not now; the body says why",
    "412": "Changed since: fetch again",
    "422": "Malformed; `errors` points at each field",
    "428": "If-Match is required",
    "429": "Too often; see Retry-After",
    "503": "Something we depend on is down; see Retry-After",
}
KEY_PARAMETER = {
    "name": "Idempotency-Key",
    "in": "header",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "Repeat a request safely: the first success is answered again for 30 days, "
    "marked with `Idempotency-Replayed: true`.",
}
MATCH_PARAMETER = {
    "name": "If-Match",
    "in": "header",
    "required": True,
    "schema": {"type": "string"},
    "description": "The ETag of what was read: a change made by somebody else since is not lost.",
}
POSTING_PARAMETER = {
    "name": "X-Acting-Posting",
    "in": "header",
    "required": False,
    "schema": {"type": "string"},
    "description": "The posting to act under (its id), or `self`. The only one is taken without.",
}


def routes_of(app: FastAPI) -> Iterator[tuple[str, TransactionRoute]]:
    """Every documented route with its whole path. (`app.routes` hides what was included.)"""
    for context in iter_route_contexts(app.routes):
        route = context.original_route
        if isinstance(route, APIRoute):
            if not isinstance(route, TransactionRoute):
                raise TypeError(f"{context.path} is not a TransactionRoute")
            if route.include_in_schema:
                yield str(context.path), route


def describe(app: FastAPI, *, tags: list[dict[str, str]]) -> None:
    """Make `app.openapi()` give the completed document."""

    def build() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=app.routes,
                tags=tags,
                servers=[{"url": "/", "description": "This server"}],
            )
            schemas = document.setdefault("components", {}).setdefault("schemas", {})
            template = "#/components/schemas/{model}"
            schemas["ProblemFault"] = ProblemFault.model_json_schema(ref_template=template)
            problem = Problem.model_json_schema(ref_template=template)
            problem.pop("$defs", None)
            schemas["Problem"] = problem
            for unused in ("HTTPValidationError", "ValidationError"):
                schemas.pop(unused, None)
            for path, route in routes_of(app):
                for method in route.methods or set():
                    _complete(document["paths"][path][method.lower()], method, route)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = build  # type: ignore[method-assign]  # FastAPI's documented way


def _complete(operation: dict[str, Any], method: str, route: TransactionRoute) -> None:
    policies = [policy.describe() for policy in route.policies]
    operation["x-permission"] = policies[0] if len(policies) == 1 else policies
    public = all(isinstance(policy, Public) for policy in route.policies)
    if public:
        operation["security"] = []
    elif policies[0]["permission"] == "public":
        operation["security"] = [{}, {"bearer": []}]
    parameters = operation.setdefault("parameters", [])
    if not public:
        parameters.append(POSTING_PARAMETER)
    if method == "POST" and not public:
        parameters.append({**KEY_PARAMETER, "required": route.requires_key})
    matched = any(below.call is if_match for below in walk(route.dependant))
    if matched:
        parameters.append(MATCH_PARAMETER)
    if not parameters:
        del operation["parameters"]
    responses = operation["responses"]
    responses.pop("422", None)
    problems = {*_problems_of(operation, method, public=public), *(MEANINGS.keys() & responses)}
    for status in sorted(problems | ({"412", "428"} if matched else set())):
        responses[status] = {
            "description": MEANINGS[status],
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }


def _problems_of(operation: dict[str, Any], method: str, *, public: bool) -> list[str]:
    found = {"400", "422", "429", "503"}
    if not public or method == "POST":
        found.add("401")
    if not public:
        found |= {"403", "404"}
    if method != "GET":
        found.add("409")
    if "{" in str(operation.get("operationId")) or any(
        parameter["in"] == "path" for parameter in operation.get("parameters", [])
    ):
        found.add("404")
    return sorted(found)
