"""Completing the OpenAPI document: policies, problems, idempotency and security for each route.

An endpoint's docstring begins with a Chinese title and a colon; it becomes the summary, the rest
the description. What a route may answer beyond what its shape tells stands in its `responses=`.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import TypeAdapter

from shequ_api.kit.db import DatabaseAway, RuleBroken
from shequ_api.kit.errors import (
    Absent,
    BadRequest,
    Malformed,
    Refusal,
    TooLarge,
    TooMany,
    Unavailable,
)
from shequ_api.kit.http.policy import Policy, Public, deciding, walk
from shequ_api.kit.http.problem_docs import codes_by_status, problem_response, share_problems
from shequ_api.kit.http.problems import Problem, ProblemFault
from shequ_api.kit.http.refusing import Refusals
from shequ_api.kit.http.route import TransactionRoute
from shequ_api.kit.http.strict import NotJson
from shequ_api.kit.http.switchboard import everything_of, switchboard_of
from shequ_api.kit.http.versions import if_match
from shequ_api.kit.http.wording import (
    BEHALF_PARAMETER,
    HEADERS,
    KEY_PARAMETER,
    MATCH_PARAMETER,
    POSTING_PARAMETER,
    header_refs,
)

REF = "#/components/schemas/"
TITLED = re.compile(r"(?P<title>[^\n:]*[\u4e00-\u9fff][^\n:]*): (?P<rest>.+)", re.DOTALL)
UNSAID = "Successful Response"
"""FastAPI's words where a route says none."""


def routes_of(app: FastAPI) -> Iterator[tuple[str, TransactionRoute]]:
    """Every documented route with its whole path."""
    for path, route in everything_of(app):
        if isinstance(route, APIRoute):
            if not isinstance(route, TransactionRoute):
                raise TypeError(f"{path} is not a TransactionRoute")
            if route.include_in_schema:
                yield path, route


def describe(
    app: FastAPI,
    *,
    titles: Mapping[str, str],
    level_of: Callable[[str], str],
    refusals_of: Callable[[TransactionRoute], Refusals],
) -> None:
    """Make `app.openapi()` give the completed document.

    `titles` names the tags in the order of the document; those of no route are left out: a part of
    a thing that has a folder of its own stands with the thing. `level_of` tells the identity level
    that a permission needs, `refusals_of` what the code behind a route may refuse.
    """

    def build() -> dict[str, Any]:
        if app.openapi_schema is None:
            tagged = {tag for _, route in routes_of(app) for tag in route.tags}
            board = switchboard_of(app)
            document = get_openapi(
                title=app.title,
                version=app.version,
                description=app.description,
                routes=[*app.routes, *(board.as_included().routes if board else ())],
                tags=[{"name": t, "description": titles[t]} for t in titles if t in tagged],
                servers=[{"url": "/", "description": "This server"}],
            )
            document["components"]["headers"] = HEADERS
            _add_problem(document["components"]["schemas"])
            document = _rename(document)
            schemas = document["components"]["schemas"]
            for _, route in routes_of(app):
                for name, examples in _examples_of(route):
                    schemas[name]["examples"] = examples
            for path, route in routes_of(app):
                for method in route.methods or set():
                    operation = document["paths"][path][method.lower()]
                    _complete(operation, method, route, schemas, refusals_of)
                    _say_level(operation, level_of)
            share_problems(document)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = build  # type: ignore[method-assign]  # FastAPI's documented way


def _add_problem(schemas: dict[str, Any]) -> None:
    template = REF + "{model}"
    schemas["ProblemFault"] = ProblemFault.model_json_schema(ref_template=template)
    problem = Problem.model_json_schema(ref_template=template)
    problem.pop("$defs", None)
    schemas["Problem"] = problem
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)


def _rename(document: dict[str, Any]) -> dict[str, Any]:
    """Names that are words: `TicketLinePage` for `Page_TicketLine_`, `UploadPhotoForm` for the
    `Body_upload_photo` of a form."""
    schemas = document["components"]["schemas"]
    names = {old: _word_for(old, schema) for old, schema in schemas.items()}
    _no_two_of_a_name(names)
    document["components"]["schemas"] = {
        names[old]: schema | ({"title": names[old]} if "_" in old else {})
        for old, schema in schemas.items()
    }
    renamed: dict[str, Any] = _replaced(
        document, {REF + old: REF + new for old, new in names.items()}
    )
    return renamed


def _no_two_of_a_name(names: dict[str, str]) -> None:
    """FastAPI tells classes of one name apart by their modules; a word cannot, and one of the two
    would stand for both."""
    olds: dict[str, list[str]] = {}
    for old, new in names.items():
        olds.setdefault(new, []).append(old)
    shared = {new: old for new, old in olds.items() if len(old) > 1}
    if shared:
        raise ValueError(f"several shapes of one name, rename their classes: {shared}")


def _word_for(old: str, schema: dict[str, Any]) -> str:
    if old.startswith("Body_"):
        return "".join(word.title() for word in old.split("_")[1:]) + "Form"
    return str(schema["title"]) if "_" in old else old


def _replaced(part: Any, names: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: _replaced(value, names) for key, value in part.items()}
    if isinstance(part, list):
        return [_replaced(value, names) for value in part]
    return names.get(part, part) if isinstance(part, str) else part


def _examples_of(route: TransactionRoute) -> Iterator[tuple[str, list[Any]]]:
    """Shapes' examples as they were written: FastAPI leaves out what is null."""
    bodies = [field.field_info.annotation for field in route.dependant.body_params]
    for shape in [*bodies, route.response_model]:
        if shape is not None:
            schema = TypeAdapter(shape).json_schema(mode="serialization")
            for part in [schema, *schema.get("$defs", {}).values()]:
                if "properties" in part and "examples" in part:
                    yield part["title"], part["examples"]


def _show_as_written(responses: dict[str, Any], route: TransactionRoute) -> None:
    """Whole answers that a route shows in its `responses=`, with what is null."""
    for status, said in route.responses.items():
        for kind, content in said.get("content", {}).items():
            if "example" in content:
                responses[str(status)]["content"][kind]["example"] = content["example"]


def _complete(
    operation: dict[str, Any],
    method: str,
    route: TransactionRoute,
    schemas: dict[str, Any],
    code_says: Callable[[TransactionRoute], Refusals],
) -> None:
    policy = deciding(route.policies)
    public = isinstance(policy, Public)
    matched = any(below.call is if_match for below in walk(route.dependant))
    keyed = route.keyed and not public
    _title(operation)
    operation["x-permission"] = _permission_of(route, policy)
    if public:
        operation["security"] = []
    elif operation["x-permission"]["permission"] == "public":
        operation["security"] = [{}, {"bearer": []}]
    responses = operation["responses"]
    _show_as_written(responses, route)
    for status in [status for status in responses if status < "400"]:
        _say_success(responses[status], schemas, keyed=keyed)
    told = {status: set[str]() for status in responses if "400" <= status != "422"}
    responses.pop("422", None)
    kinds = {*code_says(route), *_shape_says(operation, method, schemas)}
    for status, codes in sorted((told | codes_by_status(kinds)).items()):
        responses[status] = problem_response(status, codes, keyed=keyed)
    _add_parameters(operation, route, public=public, keyed=keyed, matched=matched)


def _say_level(operation: dict[str, Any], level_of: Callable[[str], str]) -> None:
    said = operation["x-permission"]
    if said["permission"] != "public":
        said["identity_level"] = level_of(said["permission"])


def _title(operation: dict[str, Any]) -> None:
    found = TITLED.fullmatch(operation.get("description", ""))
    if found:
        rest = found["rest"]
        operation["summary"] = found["title"].strip()
        operation["description"] = rest[0].upper() + rest[1:]


def _permission_of(route: TransactionRoute, policy: Policy) -> dict[str, Any]:
    """The one right that decides, and how the row is found: what its loaders say of themselves."""
    scopes = [
        " ".join((below.call.__doc__ or "").split())
        for below in route.dependant.dependencies
        if below.call is not None
        and not isinstance(below.call, Policy)
        and any(isinstance(deeper.call, Policy) for deeper in walk(below))
    ]
    return policy.describe() | ({"scope": " ".join(scopes)} if scopes else {})


def _say_success(response: dict[str, Any], schemas: dict[str, Any], *, keyed: bool) -> None:
    names = ["X-Request-Id", *(["Idempotency-Replayed"] if keyed else [])]
    response["headers"] = {**response.get("headers", {}), **header_refs(*names)}
    if response["description"] == UNSAID:
        schema = response.get("content", {}).get("application/json", {}).get("schema")
        response["description"] = _meaning_of(schema, schemas) if schema else "Done"


def _meaning_of(schema: dict[str, Any], schemas: dict[str, Any]) -> str:
    """What a shape says of itself, in one sentence."""
    if "items" in schema:
        return f"All of these: {_meaning_of(schema['items'], schemas)}"
    name = schema.get("$ref", "").removeprefix(REF)
    shape = schemas[name]
    if "next_cursor" in shape.get("properties", {}):
        return f"A page of these: {_meaning_of(shape['properties']['items']['items'], schemas)}"
    said = " ".join(str(shape.get("description", name)).split())
    return re.split(r"(?<=\.) ", said)[0]


def _shape_says(
    operation: dict[str, Any], method: str, schemas: dict[str, Any]
) -> Iterator[type[Refusal]]:
    """The refusals that an operation of this shape may meet at the edge or in the database."""
    parameters = operation.get("parameters", [])
    bodies = operation.get("requestBody", {}).get("content", {})
    yield from (TooMany, Unavailable, DatabaseAway, Malformed)
    if "multipart/form-data" in bodies:
        yield BadRequest
    if any(parameter["in"] == "path" for parameter in parameters) or _names_rows(bodies, schemas):
        yield Absent
    if method != "GET":
        yield RuleBroken
    if bodies:
        yield from (TooLarge, NotJson)


def _names_rows(bodies: dict[str, Any], schemas: dict[str, Any]) -> bool:
    """Whether a body names something that may be absent, by its id."""
    names = [content["schema"].get("$ref", "").removeprefix(REF) for content in bodies.values()]
    fields = [field for name in names for field in schemas.get(name, {}).get("properties", {})]
    return any(field.endswith(("_id", "_ids")) for field in fields)


def _add_parameters(
    operation: dict[str, Any],
    route: TransactionRoute,
    *,
    public: bool,
    keyed: bool,
    matched: bool,
) -> None:
    parameters = operation.setdefault("parameters", [])
    for parameter in parameters:
        if "description" not in parameter and parameter["name"].endswith("_id"):
            noun = parameter["name"].removesuffix("_id").replace("_", " ")
            parameter["description"] = f"The {noun}, by its id"
    if not public:
        parameters.append(POSTING_PARAMETER)
    if operation["x-permission"].get("on_behalf"):
        parameters.append(BEHALF_PARAMETER)
    if keyed:
        parameters.append({**KEY_PARAMETER, "required": route.requires_key})
    if matched:
        parameters.append(MATCH_PARAMETER)
    if not parameters:
        del operation["parameters"]
