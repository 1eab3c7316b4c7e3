"""Which refusals an endpoint may answer with, read from its code: none is written down twice.

From the endpoint and its dependencies the search follows each name that the code of a function
mentions: to functions, to what modules hold, to the refusals of a table, to methods of classes that
are annotated, made or held. It reads more than will run (a name in `except` counts), and it cannot
see what only the database refuses: `by_model` and `by_attribute` tell that.
"""

import dis
import inspect
import types
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeGuard, cast, get_args

from shequ_api.kit.errors import Refusal
from shequ_api.kit.hot.gathering import Crowded
from shequ_api.kit.http import idempotency
from shequ_api.kit.http.policy import Public, deciding, walk
from shequ_api.kit.http.route import NotOnBehalf, TransactionRoute

OURS = "shequ_api."
Refusals = frozenset[type[Refusal]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a route's code does not mention and yet meets."""

    recognising: Sequence[Callable[..., Any]]
    """What finds out who asks."""
    stand_ins: Mapping[type, type]
    """Interface → what stands behind it."""
    by_model: Mapping[type, Refusals]
    """Model → what its constraints mean, for whatever makes rows of it."""
    by_attribute: Mapping[type, Mapping[str, Refusals]]
    """Model → attribute → what whoever changes it in a row may meet."""
    registered: Mapping[type, Mapping[str, Sequence[Callable[..., Any]]]]
    """Shape of a registration → field → what was registered: whoever calls one may call each."""


class Reading:
    """One reading of the code for any number of routes: each function is read once."""

    def __init__(self, around: Surroundings) -> None:
        self._around = around
        self._read: dict[types.FunctionType, _Step] = {}

    def of_route(self, route: TransactionRoute) -> Refusals:
        """What the code behind a route may refuse."""
        policy = deciding(route.policies)
        roots = [inspect.unwrap(route.endpoint), *(below.call for below in walk(route.dependant))]
        if not isinstance(policy, Public):
            roots += self._around.recognising
            if route.keyed:
                roots.append(idempotency.begin)
        found = self.behind(roots)
        if hasattr(route.endpoint, "__quick_way__"):
            found |= {Crowded}
        return found if policy.describe().get("on_behalf") else found | {NotOnBehalf}

    def behind(self, roots: Iterable[Any]) -> Refusals:
        """The refusals that these callables, or what they call, may raise."""
        first = _Step(self._around)
        for root in roots:
            first.follow(root, frozenset())
        found, met, ahead = set(first.found), set(first.functions), set(first.functions)
        while ahead:
            step = self._step(ahead.pop())
            found |= step.found
            ahead |= step.functions - met
            met |= step.functions
        return frozenset(found)

    def _step(self, function: types.FunctionType) -> "_Step":
        # By the function, not by its code: two that one function made hold different things.
        if function not in self._read:
            step = _Step(self._around)
            step.read(function)
            self._read[function] = step
        return self._read[function]


class _Step:
    """What a function itself may refuse, and the functions that it leads to."""

    def __init__(self, around: Surroundings) -> None:
        self.found: set[type[Refusal]] = set()
        self.functions: set[types.FunctionType] = set()
        self._around = around

    def follow(self, thing: Any, names: frozenset[str]) -> None:
        """Whatever a function that mentions `names` may do with a thing."""
        if isinstance(thing, partial):
            self.follow(thing.func, names)
        elif isinstance(thing, types.MethodType):
            self.follow(thing.__func__, names)
        elif isinstance(thing, types.FunctionType):
            self._function(cast(types.FunctionType, inspect.unwrap(thing)))
        elif isinstance(thing, types.ModuleType):
            if thing.__name__.startswith(OURS):
                for name in names & vars(thing).keys():
                    self.follow(vars(thing)[name], names)
        elif isinstance(thing, type):
            self._class(thing, names)
        elif type(thing) is dict:
            self.found |= {each for each in thing.values() if _is_refusal(each)}
        elif type(thing).__module__.startswith(OURS):
            self._methods(type(thing), names | {"__call__"})

    def _class(self, kind: type, names: frozenset[str]) -> None:
        if issubclass(kind, Refusal):
            self.found |= {kind} - {Refusal}
        elif kind.__module__.startswith(OURS):
            self._methods(kind, names | {"__init__", "__call__"})

    def _methods(self, kind: type, names: frozenset[str]) -> None:
        registered = self._around.registered.get(kind, {})
        for name in names & registered.keys():
            for function in registered[name]:
                self.follow(function, names)
        for base in self._around.stand_ins.get(kind, kind).__mro__:
            if base.__module__.startswith(OURS):
                for name in names & vars(base).keys():
                    member = vars(base)[name]
                    found = getattr(member, "fget", getattr(member, "__func__", member))
                    if isinstance(found, types.FunctionType):
                        self._function(found)

    def _function(self, function: types.FunctionType) -> None:
        if function.__module__.startswith(OURS):
            self.functions.add(function)

    def read(self, function: types.FunctionType) -> None:
        """Follow whatever a function mentions."""
        said = _Mentions(function.__code__)
        self._rows(function, said)
        self._changes(function, said)
        for cell in function.__closure__ or ():
            self.follow(_content(cell), said.names)
        for name in said.globals & function.__globals__.keys():
            self.follow(function.__globals__[name], said.names)
        for annotation in function.__annotations__.values():
            for kind in _kinds(annotation):
                self._methods(kind, said.names)

    def _rows(self, function: types.FunctionType, said: "_Mentions") -> None:
        """What rows may be refused with that a function makes: `Model(…)`, `insert(Model)`."""
        for name in said.globals if "insert" in said.globals else said.called:
            kind = function.__globals__.get(name)
            if isinstance(kind, type):
                self.found |= self._around.by_model.get(kind, frozenset())

    def _changes(self, function: types.FunctionType, said: "_Mentions") -> None:
        """What a function may meet that stores attributes of a row of a model that it mentions."""
        named = [function.__globals__.get(name) for name in said.globals]
        kinds = {thing for thing in named if isinstance(thing, type)}
        kinds.update(k for each in function.__annotations__.values() for k in _kinds(each))
        for model in kinds & self._around.by_attribute.keys():
            meant = self._around.by_attribute[model]
            self.found |= {one for name in said.stored & meant.keys() for one in meant[name]}


class _Mentions:
    """The names in a function's code, and in the functions within it."""

    def __init__(self, code: types.CodeType) -> None:
        codes = list(_with_inner(code))
        steps = [step for each in codes for step in dis.get_instructions(each)]
        loads = [step for step in steps if step.opname == "LOAD_GLOBAL"]
        self.names = frozenset(name for each in codes for name in each.co_names)
        self.globals = {step.argval for step in loads}
        self.stored = {step.argval for step in steps if step.opname == "STORE_ATTR"}
        # A NULL is pushed before what is about to be called: the lowest bit says so.
        self.called = {step.argval for step in loads if (step.arg or 0) & 1}


def _with_inner(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from _with_inner(constant)


def _is_refusal(thing: Any) -> TypeGuard[type[Refusal]]:
    return isinstance(thing, type) and issubclass(thing, Refusal)


def _content(cell: types.CellType) -> Any:
    try:
        return cell.cell_contents
    except ValueError:  # not filled yet
        return None


def _kinds(annotation: Any) -> Iterator[type]:
    """The classes in an annotation: of `Annotated[X, …]`, `X | None`, `list[X]`."""
    if isinstance(annotation, type) and not get_args(annotation):
        yield annotation
    for part in get_args(annotation):
        yield from _kinds(part)
