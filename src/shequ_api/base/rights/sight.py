"""What an asker may name: of a record that they cannot see themselves, nothing is told."""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from shequ_api.base.access.actor import Actor
from shequ_api.base.access.policies import Recogniser
from shequ_api.base.identity.levels import level_of
from shequ_api.base.identity.mandates import mandate_of
from shequ_api.base.places.models import PlaceKind
from shequ_api.base.registry import Registry
from shequ_api.kit.errors import Absent, Forbidden, Malformed
from shequ_api.kit.http.exchange import Exchange
from shequ_api.kit.http.operations import Operations
from shequ_api.kit.http.policy import walk
from shequ_api.kit.http.problems import malformed_by
from shequ_api.kit.http.rehearsing import Rehearsal, Script, shape_of
from shequ_api.kit.http.route import TransactionRoute

PLACES = {f"{kind}_id" for kind in PlaceKind}


class ParameterUnsayable(Malformed):
    """Words and codes are not asked about: whoever guesses one would be told that it is right."""

    code, title = "parameter_unsayable", "说明权限时不能给出这一项"


class ParameterMissing(Malformed):
    code, title = "parameter_missing", "请给出这个操作地址中的全部参数"


class RelationsKeptBack(Forbidden):
    """Whether somebody may do something to it would tell whether it is theirs."""

    code, title = "relations_kept_back", "这条记录与谁有关需要保密，不能就它询问权限"


class Sight:
    """What somebody sees, by the doors of the application itself."""

    def __init__(
        self, rehearsal: Rehearsal, operations: Operations, registry: Registry, asker: Actor
    ) -> None:
        self.rehearsal = rehearsal
        self.operations = operations
        self.registry = registry
        self.asker = asker
        self.seen = False
        """Whether a record was named, and the asker sees it."""

    async def script(self, route: TransactionRoute, given: Mapping[str, str]) -> Script:
        """What is said of a request. Raises `Absent` where it names what the asker does not see."""
        names, may_be_said = path_names(route), sayable(route)
        if given.keys() - names - may_be_said.keys():
            raise ParameterUnsayable
        if names - given.keys():
            raise ParameterMissing
        said = {name: value_of(may_be_said[name], given[name]) for name in given.keys() - names}
        for name, text in given.items():
            if _is_id(route, name) if name in names else isinstance(said[name], UUID):
                await _see(self, name, text)
        asked = {one.alias for one in _parameters(route, "query_params")}
        return Script(
            route=route,
            path={name: given[name] for name in names},
            query={name: given[name] for name in given.keys() & asked},
            said={name: value for name, value in said.items() if name not in asked},
        )


async def _see(sight: Sight, name: str, text: str) -> None:
    """Refuse what none of the loaders gives that find this kind of thing."""
    noun = next(_nouns(name, sight.operations), None)
    if noun is None:
        raise ParameterUnsayable
    by: dict[type, object] = {Recogniser: as_actor(sight.asker)}
    for route, loader in sight.operations.loaders_of(noun):
        script = Script(route=route, path={noun: text}, stand_ins=by)
        found = await sight.rehearsal.find(loader, script)
        if found is not None:
            if not sight.registry.tells_relations(sight.asker, found):
                raise RelationsKeptBack
            sight.seen = True
            return
    raise Absent


def as_actor(actor: Actor) -> Recogniser:
    """Recognises one person, whatever the token."""

    async def recognise(_: Any, exchange: Exchange, __: str) -> Actor:
        exchange.principal = f"person:{actor.person_id}"
        return actor

    async def recognised(*_: Any) -> Actor:
        return actor

    return Recogniser(recognise, level_of, mandate_of, recognised)


def path_names(route: TransactionRoute) -> frozenset[str]:
    """What the address of an operation names."""
    return frozenset(one.alias for one in _parameters(route, "path_params"))


def sayable(route: TransactionRoute) -> dict[str, FieldInfo]:
    """What may be said of the query and of the body: fields that name things, kinds or days."""
    found = {one.alias: one.field_info for one in _parameters(route, "query_params")}
    shapes = [shape_of(body.field_info.annotation) for body in route.dependant.body_params]
    if len(shapes) == 1 and shapes[0] is not None:
        found |= shapes[0].model_fields
    return {
        name: field
        for name, field in found.items()
        if any(issubclass(kind, UUID | Enum | date) for kind in _kinds(field.annotation))
    }


def _parameters(route: TransactionRoute, where: str) -> list[Any]:
    below = [route.dependant, *walk(route.dependant)]
    return [one for each in below for one in getattr(each, where)]


def _is_id(route: TransactionRoute, name: str) -> bool:
    """Whether it names a record. Keys and numbers are words that everybody reads."""
    meant = [one for one in _parameters(route, "path_params") if one.alias == name]
    return UUID in _kinds(meant[0].field_info.annotation)


def _kinds(annotation: Any) -> list[type]:
    """`X | None` → X."""
    if get_origin(annotation) is Annotated:
        return _kinds(get_args(annotation)[0])
    if get_origin(annotation) in {Union, UnionType}:
        return [kind for one in get_args(annotation) for kind in _kinds(one)]
    return [annotation] if isinstance(annotation, type) else []


def value_of(field: FieldInfo, text: str) -> Any:
    """The value of what is said of a field. Raises `Malformed` where it is none."""
    kind: Any = Annotated[field.annotation, *field.metadata] if field.metadata else field.annotation
    try:
        return TypeAdapter(kind).validate_python(text, strict=False)
    except ValidationError as error:
        raise malformed_by(error) from error


def _nouns(name: str, operations: Operations) -> Iterator[str]:
    """How addresses call what a field names: `handed_to_posting_id` names a posting."""
    if name in PLACES and not operations.loaders_of(name):
        yield "place_id"
    while name:
        if operations.loaders_of(name):
            yield name
        _, _, name = name.partition("_")
