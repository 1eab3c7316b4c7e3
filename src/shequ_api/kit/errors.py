"""Refusals: the one family of exceptions by which rules and services say no.

A refusal carries what RFC 9457 needs: status, stable code, Chinese title and detail. It never
echoes the input. `kit.http.problems` turns it into `application/problem+json`.
"""

import re
from dataclasses import asdict, dataclass
from typing import Any, ClassVar

FIELD_NAME = re.compile(r"(?!.*[0-9]{4})[A-Za-z_][A-Za-z0-9_-]{0,63}")
"""What looks like a field's name, and not like somebody's number."""


def pointer_step(part: int | str) -> str:
    """A step of a JSON Pointer; a name that the client made up stands in it only if it looks like
    a name, else as `*`."""
    return str(part) if isinstance(part, int) or FIELD_NAME.fullmatch(part) else "*"


@dataclass(frozen=True, slots=True)
class Fault:
    """One faulty field: JSON Pointer into the body (or `/query/name`), code and Chinese detail."""

    pointer: str
    code: str
    detail: str

    def as_dict(self) -> dict[str, str]:
        return asdict(self)


class Refusal(Exception):
    """Base of all refusals. Subclasses are sentences: `BalanceTooLow`, `TicketNotInView`."""

    status: ClassVar[int] = 409
    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "暂时不能这样做"
    keeps_writes: ClassVar[bool] = False
    """True when what was written before the refusal must stay (a revoked token family)."""

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: tuple[Fault, ...] = (),
        headers: dict[str, str] | None = None,
        **facts: Any,
    ) -> None:
        super().__init__(detail or self.title)
        self.detail = detail
        self.errors = errors
        self.headers = headers or {}
        self.facts = facts
        """Extra members of the problem document (legal steps, balance…), never the input."""


class Malformed(Refusal):
    status, code, title = 422, "malformed", "提交的内容有误"


class BadRequest(Refusal):
    status, code, title = 400, "bad_request", "请求有误"


class Unknown(Refusal):
    status, code, title = 401, "unauthenticated", "请先登录"


class Forbidden(Refusal):
    status, code, title = 403, "forbidden", "没有权限"


class Absent(Refusal):
    status, code, title = 404, "not_found", "没有找到"


class NotNow(Refusal):
    status, code, title = 409, "conflict", "现在不能这样做"


class Gone(Refusal):
    status, code, title = 410, "gone", "已经失效"


class Stale(Refusal):
    status, code, title = 412, "version_mismatch", "内容已被他人修改，请刷新后再试"


class VersionNeeded(Refusal):
    status, code, title = 428, "version_required", "请带上 If-Match 版本号"


class TooLarge(Refusal):
    status, code, title = 413, "too_large", "内容过大"


class TooMany(Refusal):
    status, code, title = 429, "too_many_requests", "操作太频繁，请稍后再试"

    def __init__(self, detail: str | None = None, *, retry_after: int = 60, **facts: Any) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, **facts)


class Unavailable(Refusal):
    status, code, title = 503, "unavailable", "服务暂时不可用，请稍后再试"

    def __init__(self, detail: str | None = None, *, retry_after: int = 2, **facts: Any) -> None:
        super().__init__(detail, headers={"Retry-After": str(retry_after)}, **facts)
