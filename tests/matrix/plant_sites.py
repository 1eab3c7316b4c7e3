"""Where a check can be taken out of the source: found by its syntax, so that it follows the code.

`condition`: one operand of an `if` that refuses (or hides) by who asks or by what has ended.
`scope`: a filter of rows. `right`: a route's permission. `answer`: a question about an actor, to
which the answer is always yes. `grant`: a permission that a role gets for nothing. `office`: a role
that another may suddenly give. `level`: a permission that needs no identity level any more.
"""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from shequ_api.base.access.roles import Role

SKIPPED = ("cli", "dev", "kit")
"""Rings that decide nothing about who may what."""
ELSEWHERE = ("personal.py", "reactions.py", "jobs.py", "seed.py")
"""Files that answer nobody: what is collected or erased of a person is theirs by its own tests."""
FILTERS = {"in_scope", "in_view"}
EVERYTHING = '__import__("sqlalchemy").true()'
SIGNED_IN = '__import__("shequ_api.base.access.policies", fromlist=["x"]).signed_in'
ASKS_WHO = ("actor", "acting", "known.may", "held < needed")
JUDGES = ("is_", "may_", "holds", "lives", "covers", "belongs")
"""How functions begin that are awaited for a yes or no about somebody."""
DEPTHS = [
    *("province", "city", "district", "subdistrict", "community"),
    *("compound", "general_grid", "building", "unit", "dwelling", "dedicated_grid", "micro_grid"),
]
ENDED = "ended_at is not None"


@dataclass(frozen=True, slots=True)
class Plant:
    """One check taken out: which file, where in it, and what stands there instead."""

    kind: str
    path: str
    """Below `src/`."""
    function: str
    start: int
    end: int
    """Bytes of the file."""
    was: str
    becomes: str
    line: int

    @property
    def module(self) -> str:
        """The package whose operations it concerns first: `shequ_api.features.tickets`."""
        return ".".join(Path(self.path).parts[:3])

    def taken_out_of(self, text: str) -> str:
        source = text.encode()
        return (source[: self.start] + self.becomes.encode() + source[self.end :]).decode()


def plants_in(source: Path) -> list[Plant]:
    """All checks of a tree that can be taken out, in the order of files and lines."""
    found = []
    for path in sorted((source / "shequ_api").rglob("*.py")):
        ring = path.relative_to(source / "shequ_api").parts[0]
        if ring not in SKIPPED and path.name not in ELSEWHERE:
            found += list(_File(path, source).plants())
    return found


class _File:
    """One file: its text, its tree, and where each line begins."""

    def __init__(self, path: Path, source: Path) -> None:
        self.path = str(path.relative_to(source))
        self.text = path.read_text(encoding="utf-8")
        self.tree = ast.parse(self.text)
        self.lines = [0]
        for line in self.text.encode().splitlines(keepends=True):
            self.lines.append(self.lines[-1] + len(line))

    def plants(self) -> Iterator[Plant]:
        if self.path.endswith("permissions.py"):
            yield from self._grants()
        if self.path == "shequ_api/base/people/rules.py":
            yield from self._offices()
        for function in ast.walk(self.tree):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                yield from self._of_function(function)
        for node in ast.walk(self.tree):
            if _is_right(node):
                yield self._plant("right", "", node, SIGNED_IN)

    def _of_function(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[Plant]:
        for node in ast.walk(function):
            if isinstance(node, ast.If) and _refuses(node):
                yield from self._conditions(function.name, node.test, triggers=True)
            elif _is_filter(node) or self._is_relation(node):
                yield self._plant("scope", function.name, node, EVERYTHING)
        if self._answers(function):
            for node in ast.walk(function):
                if isinstance(node, ast.Return) and node.value and self._says_who(node.value):
                    yield self._plant("answer", function.name, node.value, "True")

    def _conditions(self, function: str, test: ast.expr, *, triggers: bool) -> Iterator[Plant]:
        """The operands of a refusal's condition: without one, it refuses less."""
        if isinstance(test, ast.BoolOp):
            for operand in test.values:
                yield from self._conditions(function, operand, triggers=triggers)
        elif isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            yield from self._conditions(function, test.operand, triggers=not triggers)
        else:
            said = ast.unparse(test)
            if (_asks_who(test) and not _is_none(test)) or ENDED in said:
                yield self._plant("condition", function, test, str(not triggers))

    def _is_relation(self, node: ast.AST) -> bool:
        """`Ticket.reporter_id == actor.person_id`: rows of one's own."""
        if not isinstance(node, ast.Compare) or not isinstance(node.ops[0], ast.Eq):
            return False
        left, right = node.left, ast.unparse(node.comparators[0])
        column = isinstance(left, ast.Attribute) and _name(left.value)[:1].isupper()
        in_a_query = right == "person_id" and self.path.endswith("queries.py")
        # Of persons themselves a row is looked up, not filtered.
        looked_up = ast.unparse(left) == "Person.id"
        return column and not looked_up and (right == "actor.person_id" or in_a_query)

    def _answers(self, function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
        """Whether it says yes or no about an actor."""
        taken = [argument.arg for argument in function.args.args]
        about = "actor" in taken or (self.path.endswith("access/actor.py") and "self" in taken)
        return about and function.returns is not None and ast.unparse(function.returns) == "bool"

    def _says_who(self, answer: ast.expr) -> bool:
        return self.path.endswith("access/actor.py") or _asks_who(answer)

    def _grants(self) -> Iterator[Plant]:
        module: Any = import_module(self.path.removesuffix(".py").replace("/", "."))
        kinds = [one for one in vars(module).values() if _is_permissions(one, module.__name__)]
        table = self._table("GRANTS")
        if table is None or not kinds:
            return
        everybodys = module.GRANTS.get(Role.RESIDENT, frozenset())
        for role in (one for one in Role if one != Role.CUSTOM):
            for permission in kinds[0]:
                if permission not in {*everybodys, *module.GRANTS.get(role, ())}:
                    given = f"{kinds[0].__name__}.{permission.name}"
                    yield self._added("grant", table, f"Role.{role.name}", given)
        levels = self._table("LEVELS")
        for key in levels.keys if levels else []:
            if key is not None:
                unneeded = '__import__("shequ_api.base.access.levels", fromlist=["x"])'
                value = levels.values[levels.keys.index(key)] if levels else key
                yield self._plant("level", "", value, f"{unneeded}.IdentityLevel.ACCOUNT")

    def _offices(self) -> Iterator[Plant]:
        module: Any = import_module(self.path.removesuffix(".py").replace("/", "."))
        table = self._table("MAY_APPOINT")
        for giver, given in module.MAY_APPOINT.items():
            for role in module.SCOPE_KINDS:
                reaches = _deepest(module.SCOPE_KINDS[role]) >= _deepest(module.SCOPE_KINDS[giver])
                if table is not None and role not in given and role != Role.CUSTOM and reaches:
                    yield self._added("office", table, f"Role.{giver.name}", f"Role.{role.name}")

    def _table(self, name: str) -> ast.Dict | None:
        for node in self.tree.body:
            if isinstance(node, ast.AnnAssign) and _name(node.target) == name:
                return node.value if isinstance(node.value, ast.Dict) else None
        return None

    def _added(self, kind: str, table: ast.Dict, key: str, one: str) -> Plant:
        """A table of sets in which a key has one more."""
        whole = f"{{**(_was := {ast.unparse(table)}), {key}: {{*_was.get({key}, ()), {one}}}}}"
        return replace(self._plant(kind, key, table, whole), was=one)

    def _plant(self, kind: str, function: str, node: ast.AST, becomes: str) -> Plant:
        begin: Any = node
        start = self.lines[begin.lineno - 1] + begin.col_offset
        end = self.lines[begin.end_lineno - 1] + begin.end_col_offset
        was = " ".join(self.text.encode()[start:end].decode().split())
        return Plant(kind, self.path, function, start, end, was, becomes, begin.lineno)


def _deepest(kinds: Iterable[str]) -> int:
    """How far down a role can be held: nobody gives one that is held above themselves only."""
    named = ("community" if kind == "total_grid" else kind for kind in kinds)
    return max(DEPTHS.index(kind) for kind in named)


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def _asks_who(node: ast.expr) -> bool:
    """Whether an expression judges who asks, and does not only tell who does something."""
    if isinstance(node, ast.Await):
        called = node.value.func if isinstance(node.value, ast.Call) else node
        name = ast.unparse(called).rpartition(".")[2]
        return name.startswith(JUDGES)
    return any(word in ast.unparse(node) for word in ASKS_WHO)


def _is_none(node: ast.expr) -> bool:
    """Whether it asks for nothing but whether there is anything."""
    return isinstance(node, ast.Compare) and isinstance(node.ops[0], ast.Is | ast.IsNot)


def _is_filter(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _name(node.func) in FILTERS


def _refuses(node: ast.If) -> bool:
    """Whether all that is done is to refuse, or to show nothing."""
    last = node.body[0]
    nothing = isinstance(last, ast.Return) and ast.unparse(last) in ("return None", "return []")
    return len(node.body) == 1 and (isinstance(last, ast.Raise) or nothing)


def _is_right(node: ast.AST) -> bool:
    called = isinstance(node, ast.Call) and _name(node.func) == "may" and len(node.args) == 1
    return called and "Permission." in ast.unparse(node)


def _is_permissions(one: object, module: str) -> bool:
    return isinstance(one, type) and one.__module__ == module and hasattr(one, "__members__")
