"""A question as the driver takes it: its text, alone and for many at once, and what its values go
through on their way there and back. All of it is made once."""

import re
from collections import namedtuple
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import ARRAY, BindParameter, Float, Insert
from sqlalchemy.dialects.postgresql import asyncpg
from sqlalchemy.engine import Dialect

from shequ_api.kit.hot.questions import Given, Question

DIALECT: Dialect = asyncpg.dialect()  # type: ignore[no-untyped-call]
NUMERIC, FLOAT = 1700, 701
"""PostgreSQL's numbers of its types `numeric` and `float8`."""
LENGTH = re.compile(r"\([\d, ]+\)")
ODD = re.compile(r"'|--|/\*| RETURNING | ON CONFLICT ")
Process = Callable[[Any], Any] | None


class _Place(NamedTuple):
    """One `$n` of the text."""

    name: str | None
    """None: a constant of the statement."""
    constant: Any
    kind: str
    """Its type in PostgreSQL."""
    process: Process
    required: bool = False

    def of(self, given: Given) -> Any:
        """What is sent of the values that are given. KeyError: it is missing."""
        name = str(self.name)
        value = given[name] if self.required else given.get(name, self.constant)
        return value if self.process is None else self.process(value)


class Compiled:
    """TypeError: it could not be asked for many at once as it is alone."""

    def __init__(self, question: Question) -> None:
        compiled: Any = question.statement.compile(dialect=DIALECT)
        if any(not bind.unique and _is_list(bind) for bind in compiled.binds.values()):
            raise TypeError("a list cannot be given: among many, none ends where the next begins")
        # Lists of constants are laid out here.
        whole = compiled.construct_expanded_state(dict.fromkeys(_names(compiled)))
        self.text: str = whole.statement
        if ODD.search(self.text):
            raise TypeError("a text with literals, remarks or an upsert is not only filled in")
        laid_out = {
            part: compiled.binds[name]
            for name, parts in whole.parameter_expansion.items()
            for part in parts
        }
        self._places = [
            _place(compiled.binds[name])
            if name in compiled.binds
            else _constant(laid_out[name].type, whole.parameters[name])
            for name in whole.positiontup
        ]
        asked = question.statement
        columns = [] if isinstance(asked, Insert) else list(asked.selected_columns)
        self._made_of: Any = _row_of([str(column.key) for column in columns])
        self._processes = [_result_of(column.type) for column in columns]

    def values(self, given: Given) -> list[Any]:
        """What the text alone takes."""
        return [one.constant if one.name is None else one.of(given) for one in self._places]

    @cached_property
    def takes_nothing(self) -> bool:
        """Whether it is the same question, whoever asks."""
        return all(one.name is None for one in self._places)

    @cached_property
    def text_for_many(self) -> str:
        """For rows of values in arrays: each row of an answer begins with the number, from 1, of
        the row of values that it belongs to."""
        names = [f"p{number}" for number, one in enumerate(self._places, 1) if one.name]
        # Without its length: an array would cut what is longer, where a parameter does not.
        arrays = [
            f"${number}::{LENGTH.sub('', one.kind)}[]"
            for number, one in enumerate(self._places, 1)
            if one.name
        ]

        def named(found: re.Match[str]) -> str:
            return (
                found[0] if self._places[int(found[1]) - 1].name is None else f"asked_.p{found[1]}"
            )

        # Longest first: none is the beginning of another.
        kinds = sorted({re.escape(one.kind) for one in self._places}, key=len, reverse=True)
        inner = re.sub(rf"\$(\d+)(?:::(?:{'|'.join(kinds)}))?", named, self.text)
        asked = f"unnest({', '.join(arrays)}) WITH ORDINALITY AS asked_({', '.join(names)}, number)"
        into, values, said = inner.partition(" VALUES ")
        if values and into.startswith("INSERT"):
            return f"{into} SELECT {said.strip()[1:-1]} FROM {asked}"  # noqa: S608 - of our own text
        answered = f"{asked} CROSS JOIN LATERAL ({inner}) AS answer_"
        return f"SELECT asked_.number, answer_.* FROM {answered}"  # noqa: S608 - made of our own text

    def values_for_many(self, many: Sequence[Given]) -> list[Any]:
        """What the text for many takes."""
        return [
            one.constant if one.name is None else [one.of(given) for given in many]
            for one in self._places
        ]

    def rows(self, records: Iterable[Any]) -> list[Any]:
        """The rows of an answer, as a session would give them."""
        return [self._made(record) for record in records]

    def rows_for_many(self, records: Iterable[Any], count: int) -> list[list[Any]]:
        """The rows of an answer for many, for each of them."""
        found: list[list[Any]] = [[] for _ in range(count)]
        for record in records:
            number, *values = record
            found[number - 1].append(self._made(values))
        return found

    def _made(self, values: Iterable[Any]) -> Any:
        return self._made_of(
            value if process is None else process(value)
            for value, process in zip(values, self._processes, strict=True)
        )


def _row_of(names: Sequence[str]) -> Callable[[Iterable[Any]], Any]:
    made: Any = namedtuple("Row", tuple(names), rename=True)  # type: ignore[misc]  # as they come
    make: Callable[[Iterable[Any]], Any] = made._make
    return make


def _place(bind: BindParameter[Any]) -> _Place:
    if bind.unique:
        return _constant(bind.type, bind.effective_value)
    kind, process = _sent_as(bind.type)
    return _Place(bind.key, bind.value, kind, process, bind.required)


def _constant(type_: Any, value: Any) -> _Place:
    kind, process = _sent_as(type_)
    return _Place(None, process(value) if process else value, kind, None)


def _sent_as(type_: Any) -> tuple[str, Process]:
    return type_.compile(DIALECT), type_.dialect_impl(DIALECT).bind_processor(DIALECT)


def _is_list(bind: BindParameter[Any]) -> bool:
    return bind.expanding or isinstance(bind.type, ARRAY)


def _names(compiled: Any) -> list[str]:
    """Of the values that are given."""
    return [bind.key for bind in compiled.binds.values() if not bind.unique]


def _result_of(kind: Any) -> Process:
    # What a number comes as is read from its type, as is everything else.
    comes_as = FLOAT if isinstance(kind, Float) else NUMERIC
    process: Process = kind.dialect_impl(DIALECT).result_processor(DIALECT, comes_as)
    return process
