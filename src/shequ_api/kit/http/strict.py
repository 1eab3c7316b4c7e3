"""Reading a request strictly: depth, repeated names, NaN, NUL and lone surrogates are refused."""

import hashlib
import json
import math
from typing import Any

from fastapi import Request
from starlette.datastructures import UploadFile

from shequ_api.kit.errors import Fault, Malformed, pointer_step

MAX_DEPTH = 32


class NotJson(Malformed):
    code, title = "not_json", "请求体不是有效的 JSON"


class _Duplicate(ValueError):
    pass


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _Duplicate
    return found


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _finite(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise ValueError
    return number


def _depth_within(text: str) -> bool:
    """Whether brackets outside strings nest at most `MAX_DEPTH` deep, without recursing."""
    depth = 0
    inside = escaped = False
    for char in text:
        if inside:
            if escaped:
                escaped = False
            elif char == "\\":
                escaped = True
            elif char == '"':
                inside = False
        elif char == '"':
            inside = True
        elif char in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                return False
        elif char in "]}":
            depth -= 1
    return True


def _clean(text: str) -> bool:
    return "\x00" not in text and not any("\ud800" <= char <= "\udfff" for char in text)


def parse_json(body: bytes) -> Any:
    """The value of a UTF-8 JSON text.

    Raises `NotJson` for what is no JSON, too deep, has a key twice, a number that is not finite or
    too long, or a text that cannot be stored. Never echoes what it read.
    """
    try:
        text = body.decode("utf-8")
        if text.count("[") + text.count("{") > MAX_DEPTH and not _depth_within(text):
            raise NotJson(f"嵌套超过 {MAX_DEPTH} 层")
        value = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_float=_finite
        )
    except _Duplicate:
        raise NotJson("同一个字段出现了两次") from None
    except (ValueError, RecursionError):
        raise NotJson from None
    # A body without escapes that decoded as UTF-8 holds neither NUL nor a lone surrogate.
    if "\\u" in text:
        _check_texts(value)
    return value


def _check_texts(value: Any) -> None:
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, str) and not _clean(item):
            raise Malformed(errors=(Fault("", "text_unclean", "含有不能保存的字符"),))
        if isinstance(item, dict):
            waiting += [*item.keys(), *item.values()]
        elif isinstance(item, list):
            waiting += item


def _fault(name: str, code: str, detail: str) -> Fault:
    return Fault(f"/query/{pointer_step(name)}", code, detail)


class StrictRequest(Request):
    """A request whose JSON is read by `parse_json`, and that can be read twice."""

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            self._json = parse_json(await self.body())
        return self._json

    def check_query(self, known: frozenset[str], single: frozenset[str]) -> None:
        """Refuse a name that is not known, and one of `single` that is given twice.

        A filter with a slip in its name would show more than was asked for; of two values, none
        is meant.
        """
        given = self.query_params
        faults = [_fault(name, "extra_forbidden", "不认识的参数") for name in given.keys() - known]
        faults += [
            _fault(name, "repeated", "不能重复")
            for name in given.keys() & single
            if len(given.getlist(name)) > 1
        ]
        if faults:
            raise Malformed(errors=tuple(sorted(faults, key=lambda fault: fault.pointer)))

    async def rewind(self) -> None:
        """Make ready for another run: fresh values, files from their beginning."""
        if hasattr(self, "_json"):
            del self._json
        for _, value in self._form.multi_items() if self._form is not None else ():
            if isinstance(value, UploadFile):
                await value.seek(0)

    async def fingerprint(self) -> bytes:
        """SHA-256 of query and body. Of a form, its fields: each sending draws a new boundary."""
        digest = hashlib.sha256()
        for part in [self.scope["query_string"], *await self._parts()]:
            digest.update(len(part).to_bytes(8, "big") + part)
        return digest.digest()

    async def _parts(self) -> list[bytes]:
        if self._form is None:
            return [await self.body()]
        parts: list[bytes] = []
        for name, value in self._form.multi_items():
            parts.append(name.encode("utf-8", "surrogatepass"))
            if isinstance(value, UploadFile):
                parts.append(await value.read())
                await value.seek(0)
            else:
                parts.append(value.encode("utf-8", "surrogatepass"))
        return parts
