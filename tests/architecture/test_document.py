"""The document says enough for a stranger: titles, meanings, examples that hold, refusals."""

import hashlib
import re
from collections.abc import Iterator
from itertools import combinations
from typing import Any, get_args

import pytest
from fastapi import FastAPI
from jsonschema_rs import Draft202012Validator
from pydantic import BaseModel, create_model

from shequ_api.kit.http.openapi import describe
from shequ_api.kit.http.policy import PUBLIC
from shequ_api.kit.http.problems import MEDIA_TYPE, Problem
from shequ_api.kit.http.refusing import Refusals
from shequ_api.kit.http.route import Router
from shequ_api.kit.http.wording import MEANINGS
from tests.architecture.api import answers_of, our_routes, the_app
from tests.architecture.met import codes_of

DOCUMENT: dict[str, Any] = the_app().openapi()
SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]
OPERATIONS: dict[str, dict[str, Any]] = {
    operation["operationId"]: operation
    for methods in DOCUMENT["paths"].values()
    for operation in methods.values()
}
ROUTES = {route.name: route for _, route in our_routes()}
CHINESE = re.compile(r"[\u4e00-\u9fff]")
each_operation = pytest.mark.parametrize("name", sorted(OPERATIONS))


def _bodies() -> dict[str, type[BaseModel]]:
    """The models of all JSON request bodies, by their names."""
    shapes = [f.field_info.annotation for r in ROUTES.values() for f in r.dependant.body_params]
    return {s.__name__: s for s in shapes if isinstance(s, type) and issubclass(s, BaseModel)}


def _answers() -> dict[str, type[BaseModel]]:
    """The models of all JSON answers, of a page or list what it holds, by their names."""
    found = {}
    for route in ROUTES.values():
        shape = route.response_model
        if (
            isinstance(shape, type)
            and issubclass(shape, BaseModel)
            and "items" in shape.model_fields
        ):
            shape = shape.model_fields["items"].annotation
        shape = next(iter(get_args(shape)), shape)
        if isinstance(shape, type) and issubclass(shape, BaseModel):
            found[shape.__name__] = shape
    return found


BODIES, ANSWERS = _bodies(), _answers()


def _references(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for value in part.values():
            yield from _references(value)
    elif isinstance(part, list):
        for value in part:
            yield from _references(value)


def test_the_models_were_found() -> None:
    assert len(BODIES) >= 25
    assert len(ANSWERS) >= 20


@each_operation
def test_has_a_chinese_title_and_a_meaning(name: str) -> None:
    operation = OPERATIONS[name]
    assert CHINESE.search(operation["summary"]), "begin the docstring with a title and a colon"
    assert operation["description"]
    assert not operation["description"].startswith(operation["summary"])


def test_titles_differ() -> None:
    summaries = [operation["summary"] for operation in OPERATIONS.values()]
    assert len(set(summaries)) == len(summaries)


def test_tags_are_described() -> None:
    described = {tag["name"]: tag["description"] for tag in DOCUMENT["tags"]}
    assert all(CHINESE.search(text) for text in described.values())
    used = [tag for operation in OPERATIONS.values() for tag in operation["tags"]]
    assert set(used) == set(described)


@each_operation
def test_says_who_may(name: str) -> None:
    """One right, and a security that fits it."""
    operation = OPERATIONS[name]
    permission = operation["x-permission"]
    known = {"permission", "audience", "scope", "identity_level", "on_behalf"}
    assert {"permission", "audience"} <= set(permission) <= known
    assert all(permission.values())
    public = permission["permission"] == "public"
    fitting: list[Any] = [[], [{}, {"bearer": []}]] if public else [[{"bearer": []}]]
    assert operation["security"] in fitting


def test_says_how_a_row_is_found() -> None:
    scope = OPERATIONS["get_ticket"]["x-permission"]["scope"]
    assert scope == "A ticket that the actor reported, handles, helps with, or that lies in scope."
    assert OPERATIONS["settle_ticket"]["x-permission"]["permission"] == "ticket:settle"


@each_operation
def test_describes_its_parameters_and_answers(name: str) -> None:
    operation = OPERATIONS[name]
    for parameter in operation.get("parameters", []):
        assert parameter.get("description"), parameter["name"]
    for status, answer in answers_of(operation).items():
        assert answer["description"] not in {"", "Successful Response"}
        assert answer["description"] not in SCHEMAS, f"{status}: the shape says nothing of itself"


@each_operation
def test_refusals_are_problems_that_can_happen(name: str) -> None:
    operation = OPERATIONS[name]
    refusals = {s: answer for s, answer in answers_of(operation).items() if s >= "400"}
    assert {"429", "503"} <= set(refusals) <= set(MEANINGS)
    for answer in refusals.values():
        assert list(answer["content"]) == [MEDIA_TYPE]
        assert codes_of(answer)
    sent = {parameter["name"] for parameter in operation.get("parameters", [])}
    assert ("412" in refusals) == ("428" in refusals) == ("If-Match" in sent)
    assert ("413" in refusals) == ("requestBody" in operation)
    assert ("401" in refusals) or operation["security"] == []
    assert "Retry-After" in refusals["429"]["headers"]


def test_no_address_fits_two_paths() -> None:
    """`/forms/versions/{id}` beside `/forms/{key}/draft` would let a key hide a form."""
    steps = [path.split("/") for path in DOCUMENT["paths"]]
    for one, other in combinations(steps, 2):
        pairs = list(zip(one, other, strict=False))
        alike = all(a == b or a[:1] == "{" or b[:1] == "{" for a, b in pairs)
        first_wins = {a[:1] == "{" for a, b in pairs if a != b}
        assert len(one) != len(other) or not alike or len(first_wins) < 2, (one, other)


@each_operation
def test_a_repeatable_post_says_so(name: str) -> None:
    operation = OPERATIONS[name]
    sent = {parameter["name"] for parameter in operation.get("parameters", [])}
    for status, answer in operation["responses"].items():
        if status < "300":
            replayed = "Idempotency-Replayed" in answer["headers"]
            assert replayed == ("Idempotency-Key" in sent)


def test_what_is_edited_shows_its_version() -> None:
    for name in ("get_inspection_form_draft", "draft_inspection_form", "get_inspection_form"):
        assert "ETag" in OPERATIONS[name]["responses"]["200"]["headers"]


def test_a_problem_has_room_for_more() -> None:
    assert SCHEMAS["Problem"]["additionalProperties"] is True
    example = {key: field["examples"][0] for key, field in _shown(SCHEMAS["Problem"])}
    Problem.model_validate(example | {"errors": [], "legal_steps": ["accept"]})


def _shown(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    return [(key, field) for key, field in schema["properties"].items() if "examples" in field]


@pytest.mark.parametrize("name", sorted(BODIES))
def test_a_body_has_an_example_that_is_taken(name: str) -> None:
    examples = SCHEMAS[name]["examples"]
    assert examples
    for example in examples:
        BODIES[name].model_validate(example)


@pytest.mark.parametrize("name", sorted(ANSWERS))
def test_an_answer_has_an_example_of_all_its_fields(name: str) -> None:
    [example] = SCHEMAS[name]["examples"]
    shown = ANSWERS[name].model_validate(example).model_dump(mode="json")
    assert shown == example


def test_names_are_words_and_are_there() -> None:
    assert all(re.fullmatch(r"([A-Z][A-Za-z0-9]*)", name) for name in SCHEMAS), "no `__`"
    for reference in _references(DOCUMENT):
        part: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            part = part[step]


def test_no_shape_stands_unused() -> None:
    used = {reference.rpartition("/")[2] for reference in _references(DOCUMENT)}
    assert set(SCHEMAS) <= used


def _exemplified(part: Any) -> Iterator[tuple[dict[str, Any], list[Any]]]:
    """Every schema that shows examples, its own or those of whatever is shaped by it."""
    if isinstance(part, dict):
        if isinstance(part.get("examples"), list):
            yield part.get("schema", part), part["examples"]
        if "example" in part and "schema" in part:
            yield part["schema"], [part["example"]]
        for value in part.values():
            yield from _exemplified(value)
    elif isinstance(part, list):
        for value in part:
            yield from _exemplified(value)


def test_every_example_fits_its_schema() -> None:
    """A shape that says a foreign one's name would not take its own example."""
    shown = list(_exemplified({key: DOCUMENT[key] for key in ("paths", "components")}))
    assert len(shown) > 600
    faults = []
    for schema, examples in shown:
        whole = schema | {"components": {"schemas": SCHEMAS}}
        validator = Draft202012Validator(whole, validate_formats=True)
        found = [fault for example in examples for fault in validator.iter_errors(example)]
        faults += [(schema.get("title", schema), fault.message) for fault in found]
    assert faults == []


def test_two_shapes_of_one_name_are_refused() -> None:
    async def answer() -> None: ...

    router = Router()
    for module in ("one", "other"):
        twin = create_model("Twin", __module__=module, **{module: (int, ...)})  # type: ignore[call-overload]  # a field of each one's own
        router.add_api_route(
            f"/{module}", answer, name=module, response_model=twin, dependencies=[PUBLIC]
        )
    app = FastAPI()
    app.include_router(router)
    describe(app, titles={}, level_of=str, refusals_of=lambda route: Refusals())
    with pytest.raises(ValueError, match=r"of one name.*Twin"):
        app.openapi()


def test_the_trail_of_the_example_is_followed_by_the_recipe() -> None:
    """By what the operation says in words, and nothing of ours."""
    page = OPERATIONS["get_ticket_trail"]["responses"]["200"]["content"]["application/json"]
    assert len(page["example"]["items"]) == 2
    lines = ("case_id", "number", "step", "from_state", "to_state", "at", "record_digest")
    head = "0" * 64
    for number, step in enumerate(page["example"]["items"], 1):
        assert (step["previous"], step["number"]) == (head, number)
        salt = bytes.fromhex(step["words_salt"])
        assert step["words_digest"] == hashlib.sha256(salt).hexdigest()
        said = [step["form"], head, *(str(step[name] or "-") for name in lines)]
        head = hashlib.sha256("\n".join([*said, step["words_digest"]]).encode()).hexdigest()
        assert step["hash"] == head
    [shown] = SCHEMAS["TicketTimelineView"]["examples"]
    assert shown["trail"] == {"form": "shequ-trail/1", "steps": 2, "hash": head}
