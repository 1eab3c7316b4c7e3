"""Routes: each has its policy, its name, its strict shape, and stands in the document."""

import re
from collections.abc import Iterator
from inspect import isclass
from typing import Any

import pytest
from fastapi import UploadFile
from starlette.routing import Route

from shequ_api.app import PREFIX, UPLOAD_PATHS
from shequ_api.base.access.policies import May
from shequ_api.base.registry import Registry
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.http.policy import Policy, Public
from shequ_api.kit.http.route import TransactionRoute
from shequ_api.kit.http.switchboard import everything_of
from shequ_api.kit.schema import Input
from tests.architecture.api import app_under, our_routes, the_app
from tests.conftest import settings_for_tests

MINIMUM = 60
"""A floor under all these tests: a collector that finds nothing would pass every one of them."""
BESIDE_THE_API = {
    "/livez": "touches the event loop only",
    "/readyz": "reads nothing of anybody's",
    "/metrics": "counts by operation",
    "/openapi.json": "the document; development, or where it is asked for",
    "/docs": "the page over it, with its own files",
}
VERB_NOUN = re.compile(r"[a-z]+(_[a-z0-9]+)+")
SEGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*|\{[a-z]+(_[a-z]+)*\}")
WRITES = {"POST", "PUT"}

ROUTES = our_routes()
BY_NAME = {route.name: (path, route) for path, route in ROUTES}
DOCUMENT: dict[str, Any] = the_app().openapi()
each_route = pytest.mark.parametrize("name", sorted(BY_NAME))


def _operations() -> dict[str, tuple[str, str, dict[str, Any]]]:
    """operationId → method, path, operation."""
    return {
        operation["operationId"]: (method.upper(), path, operation)
        for path, methods in DOCUMENT["paths"].items()
        for method, operation in methods.items()
    }


def _below(schema: Any, seen: set[str]) -> Iterator[str]:
    """Names of all components that a schema reaches."""
    if isinstance(schema, list):
        for part in schema:
            yield from _below(part, seen)
    elif isinstance(schema, dict):
        name = str(schema.get("$ref", "")).rpartition("/")[2]
        if name and name not in seen:
            seen.add(name)
            yield name
            yield from _below(DOCUMENT["components"]["schemas"][name], seen)
        for key, part in schema.items():
            if key != "discriminator":
                yield from _below(part, seen)


def _component(name: str) -> dict[str, Any]:
    return dict(DOCUMENT["components"]["schemas"][name])


def test_the_routes_were_found() -> None:
    assert len(ROUTES) >= MINIMUM
    assert len(_operations()) == len(ROUTES) == len(BY_NAME)
    assert set(_operations()) == set(BY_NAME)


def test_whatever_else_answers_is_listed_here() -> None:
    others = {
        path: route
        for path, route in everything_of(the_app())
        if not isinstance(route, TransactionRoute)
    }
    unlisted = [
        path for path in others if path not in BESIDE_THE_API and not path.startswith("/docs/")
    ]
    assert not unlisted, "a route without a policy, or a mount"
    for path, route in others.items():
        assert isinstance(route, Route), f"{path} is no plain route"
        assert set(route.methods or ()) <= {"GET", "HEAD"}


def test_production_shows_no_documents() -> None:
    settings = settings_for_tests().model_copy(update={"environment": "production"})
    paths = {path for path, _ in everything_of(app_under(settings))}
    assert {"/livez", "/readyz"} <= paths
    assert not [path for path in paths if path.startswith(("/docs", "/openapi"))]


@each_route
def test_is_decided_by_one_policy(name: str) -> None:
    """A loader may ask who somebody is; one policy decides what the route asks for."""
    policies: list[Policy] = BY_NAME[name][1].policies
    rights = {policy.permission for policy in policies if isinstance(policy, May)}
    kinds = {type(policy) for policy in policies if not isinstance(policy, May)}
    assert len(rights) <= 1, "one right for each operation"
    assert len(rights or kinds) == 1
    assert Public not in kinds or len(kinds) == 1, "public, and yet it asks who"
    assert _operations()[name][2]["x-permission"]


@each_route
def test_is_named_verb_noun_under_the_prefix(name: str) -> None:
    path, route = BY_NAME[name]
    method, documented_path, operation = _operations()[name]
    assert VERB_NOUN.fullmatch(name), "the operationId is verb_noun"
    assert route.unique_id == operation["operationId"] == name
    assert documented_path == path
    assert route.methods == {method}
    assert method in {"GET", "POST", "PUT", "DELETE"}, "wx.request cannot send PATCH"
    assert path.startswith(f"{PREFIX}/")
    assert not path.endswith("/")
    assert all(SEGMENT.fullmatch(part) for part in path.removeprefix(f"{PREFIX}/").split("/"))
    assert operation["tags"], "the section of the document"


@each_route
def test_takes_a_strict_body(name: str) -> None:
    path, route = BY_NAME[name]
    method, _, operation = _operations()[name]
    shapes = [field.field_info.annotation for field in route.dependant.body_params]
    assert method in WRITES or not shapes, "GET and DELETE carry no body"
    for shape in shapes:
        if path in UPLOAD_PATHS:
            assert shape in (UploadFile, str), "a file, and what is said of it"
            continue
        assert isclass(shape), f"{shape} is not one shape"
        assert issubclass(shape, Input)
    if path in UPLOAD_PATHS:
        return
    for below in _below(operation.get("requestBody", {}), set()):
        component = _component(below)
        if "properties" in component:
            assert component.get("additionalProperties") is False, f"{below} takes unknown fields"


@each_route
def test_bounds_what_it_takes(name: str) -> None:
    """Every text has a length or a pattern, every integer two bounds, every list a size."""
    _, _, operation = _operations()[name]
    found: list[str] = []
    for below in _below(operation.get("requestBody", {}), set()):
        for key, field in _component(below).get("properties", {}).items():
            found += [f"{below}.{key}" for part in _kinds(field) if not _bounded(part)]
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "query":
            kinds = _kinds(parameter["schema"])
            found += [str(parameter["name"]) for part in kinds if not _bounded(part)]
    assert not found


def _kinds(field: dict[str, Any]) -> list[dict[str, Any]]:
    """A field, its alternatives, and what its lists hold."""
    parts = [part for key in ("anyOf", "oneOf", "allOf") for part in field.get(key, [])]
    parts += [field["items"]] if "items" in field else []
    return [field, *(deeper for part in parts for deeper in _kinds(part))]


def _bounded(part: dict[str, Any]) -> bool:
    if {"const", "enum"} & set(part):
        return True
    match part.get("type"):
        case "string":
            return bool({"maxLength", "pattern", "format", "contentMediaType"} & set(part))
        case "integer" | "number":
            low = {"minimum", "exclusiveMinimum"} & set(part)
            return bool(low and {"maximum", "exclusiveMaximum"} & set(part))
        case "array":
            return "maxItems" in part
        case _:
            return True


@each_route
def test_answers_with_a_whole_shape(name: str) -> None:
    """A declared shape whose every field is always present."""
    _, _, operation = _operations()[name]
    successes = {status: a for status, a in operation["responses"].items() if status < "400"}
    assert len(successes) >= 1
    for status, answer in successes.items():
        schema = answer.get("content", {}).get("application/json", {}).get("schema")
        assert schema != {}, f"{status} has no shape"
        for below in _below(schema or {}, set()):
            component = _component(below)
            optional = set(component.get("properties", {})) - set(component.get("required", []))
            assert not optional, f"{below} has defaults: {sorted(optional)}"


@each_route
def test_lists_are_pages(name: str) -> None:
    method, _, operation = _operations()[name]
    answer = operation["responses"].get("200", {}).get("content", {}).get("application/json", {})
    shapes = [_component(below) for below in _below(answer, set())][:1]
    if method == "GET" and shapes and "next_cursor" in shapes[0].get("properties", {}):
        limits = [p["schema"] for p in operation["parameters"] if p["name"] == "limit"]
        assert [limit["maximum"] for limit in limits] == [100]
        assert "cursor" in {p["name"] for p in operation["parameters"]}


def test_rights_are_declared_and_granted() -> None:
    parts: Parts = the_app().state.parts
    modules = parts.get(Registry).modules
    declared = {str(right) for m in modules if m.permissions for right in m.permissions}
    granted = {str(r) for module in modules for rights in module.grants.values() for r in rights}
    used = {str(p.permission) for _, r in ROUTES for p in r.policies if isinstance(p, May)}
    assert used <= declared, "a right of no module"
    assert used <= granted, "a route that nobody may use"
    assert granted <= declared


def test_actions_of_the_codes_name_operations() -> None:
    parts: Parts = the_app().state.parts
    actions = parts.get(Registry).actions
    assert len({action.key for action in actions}) == len(actions)
    assert {action.operation for action in actions} <= set(BY_NAME)
    for action in actions:
        rights = [p for p in BY_NAME[action.operation][1].policies if isinstance(p, May)]
        assert action.permission in {None, *(str(right.permission) for right in rights)}
