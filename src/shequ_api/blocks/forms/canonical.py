"""What may be stored at all, and the hash by which two bodies are the same body.

unreadable(body)  ->  faults        NUL, lone surrogates, NaN, huge numbers, depth, size
body_hash(body)   ->  32 bytes      SHA-256 of one canonical JSON text
"""

import json
from collections import deque
from collections.abc import Container, Iterable, Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from shequ_api.kit.errors import Fault, Malformed
from shequ_api.kit.schema import BIGINT_MAX

MAX_DEPTH = 8
MAX_VALUES = 12_000
"""Above what a definition may allow (`coherence.MAX_VALUES`), so that an envelope fits around."""
MAX_CHARACTERS = 262_144

_DETAILS = {
    "unclean_text": "含有不能保存的字符",
    "number_out_of_range": "数字超出可以保存的范围",
    "wrong_type": "类型不对",
    "too_deep": "嵌套过深",
    "too_large": "内容过大",
}


class BodyUnreadable(Malformed):
    """A body that cannot be stored as JSON text in UTF-8, and so has no hash."""

    code, title = "body_unreadable", "提交的内容无法保存"


class _Visit(NamedTuple):
    node: object
    pointer: str
    depth: int
    spelled: bool
    """The pointer leads to this very node, not only to something around it."""


def unreadable(body: Mapping[str, object], named: Container[str] = ()) -> list[Fault]:
    """The faults for which a body cannot be stored, whatever form it answers.

    Never recurses, so depth is no danger. Pointers spell only keys in `named`: other keys are the
    client's own words, and their faults point at the object that holds them.
    """
    faults: list[Fault] = []
    queue = deque([_Visit(dict(body), "", 0, spelled=True)])
    seen, characters = 1, 0
    while queue:
        visit = queue.popleft()
        code = "too_deep" if visit.depth > MAX_DEPTH else _fault_of(visit.node)
        if code is not None:
            faults.append(_fault(visit.pointer, code))
            continue
        if isinstance(visit.node, str):
            characters += len(visit.node)
        elif isinstance(visit.node, dict | list):
            seen += len(visit.node)
            if seen <= MAX_VALUES:
                queue.extend(_children(visit, named))
        if seen > MAX_VALUES or characters > MAX_CHARACTERS:
            return [_fault("", "too_large")]
    return faults


def body_hash(body: Mapping[str, object]) -> bytes:
    """The SHA-256 (32 bytes) of a JSON object: equal for bodies of the same meaning.

    The order of keys is no matter; the order of a list is. Numbers are compared by value, since a
    JavaScript client cannot tell 1 from 1.0 (both are written 1; -0.0 is 0), but true is not 1
    and "1" is not 1. Texts are compared as they are, without Unicode normalisation; null is a
    value and not the same as leaving out. Raises BodyUnreadable.
    """
    faults = unreadable(body)
    if faults:
        raise BodyUnreadable(errors=tuple(faults[:1]))
    text = json.dumps(
        _by_value(dict(body)), sort_keys=True, separators=(",", ":"), ensure_ascii=False
    )
    return sha256(text.encode()).digest()


def _fault(pointer: str, code: str) -> Fault:
    return Fault(pointer, code, _DETAILS[code])


def _fault_of(node: object) -> str | None:
    """The fault of one value, not looking into it; None if it is sound."""
    if node is None or isinstance(node, bool):
        return None
    if isinstance(node, str):
        return "unclean_text" if _is_unclean(node) else None
    if isinstance(node, int | float):
        # Written so that NaN, which is in no order, is out of range too.
        return None if -BIGINT_MAX <= node <= BIGINT_MAX else "number_out_of_range"
    if isinstance(node, dict):
        strange = any(not isinstance(key, str) or _is_unclean(key) for key in node)
        return "unclean_text" if strange else None
    return None if isinstance(node, list) else "wrong_type"


def _is_unclean(text: str) -> bool:
    if text.isascii():
        return "\x00" in text
    return "\x00" in text or any("\ud800" <= char <= "\udfff" for char in text)


def _children(visit: _Visit, named: Container[str]) -> Iterator[_Visit]:
    steps: Iterable[tuple[object, object]] = ()
    if isinstance(visit.node, dict):
        steps = visit.node.items()
    elif isinstance(visit.node, list):
        steps = enumerate(visit.node)
    for step, node in steps:
        # Below a name of the client's own making nothing is spelled any more.
        spelled = visit.spelled and (isinstance(step, int) or step in named)
        pointer = f"{visit.pointer}/{step}" if spelled else visit.pointer
        yield _Visit(node, pointer, visit.depth + 1, spelled)


def _by_value(node: object) -> object:
    """The same JSON with whole floats as integers. Depth was bounded before."""
    if isinstance(node, dict):
        return {key: _by_value(value) for key, value in node.items()}
    if isinstance(node, list):
        return [_by_value(value) for value in node]
    return int(node) if isinstance(node, float) and node.is_integer() else node
