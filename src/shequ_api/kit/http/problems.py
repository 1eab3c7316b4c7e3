"""Refusals as RFC 9457 problem documents: Chinese, with a stable code, never echoing the input."""

from typing import Any, get_args

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.routing import iter_route_contexts
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core.core_schema import ErrorType
from starlette.exceptions import HTTPException  # noqa: TID251 - rendered here, raised nowhere
from starlette.responses import JSONResponse

from shequ_api.kit.errors import (
    Absent,
    BadRequest,
    Fault,
    Malformed,
    Refusal,
    TooLarge,
    pointer_step,
)

MEDIA_TYPE = "application/problem+json"

DETAILS = {
    "missing": "必须填写",
    "extra_forbidden": "不认识的字段",
    "string_too_long": "文字过长",
    "string_too_short": "文字过短",
    "string_pattern_mismatch": "格式不符",
    "string_type": "应为文字",
    "int_type": "应为整数",
    "int_from_float": "应为整数",
    "int_parsing": "应为整数",
    "bool_type": "应为是或否",
    "float_type": "应为数字",
    "finite_number": "应为有限的数字",
    "enum": "不在可选范围内",
    "literal_error": "不在可选范围内",
    "uuid_parsing": "编号格式不符",
    "uuid_type": "编号格式不符",
    "greater_than_equal": "数值过小",
    "greater_than": "数值过小",
    "less_than_equal": "数值过大",
    "less_than": "数值过大",
    "too_long": "项目过多",
    "too_short": "项目过少",
    "timezone_aware": "时间须带时区",
    "datetime_parsing": "时间格式不符",
    "date_from_datetime_parsing": "日期格式不符",
    "text_unclean": "含有不能保存的字符",
    "list_type": "应为列表",
    "dict_type": "应为对象",
    "model_attributes_type": "应为对象",
    "model_type": "应为对象",
    "string_unicode": "含有不能保存的字符",
    "int_parsing_size": "数值过大",
    "float_parsing": "应为数字",
    "bool_parsing": "应为是或否",
    "date_type": "日期格式不符",
    "date_parsing": "日期格式不符",
    "date_from_datetime_inexact": "日期格式不符",
    "datetime_type": "时间格式不符",
    "datetime_from_date_parsing": "时间格式不符",
    "datetime_object_invalid": "时间格式不符",
    "union_tag_invalid": "不在可选范围内",
    "union_tag_not_found": "必须填写",
}
OF_TEXT = {"too_long": "string_too_long", "too_short": "string_too_short"}
"""Cleaned text is measured as anything with a length is; it has characters, though, not items."""
SPOKEN = frozenset({"value_error", "assertion_error"})
QUOTING = frozenset(get_args(ErrorType)) - SPOKEN
"""Pydantic's own messages may quote the input; those of our checks are ours."""


class MethodNotAllowed(BadRequest):
    status, code, title = 405, "method_not_allowed", "不支持这种请求方法"


class ServerFault(Refusal):
    status, code, title = 500, "internal", "服务出现故障，请稍后再试"


class ProblemFault(BaseModel):
    """One faulty field."""

    pointer: str = Field(
        description="JSON Pointer into the body, or /query/…, /path/…, /header/…",
        examples=["/text"],
    )
    code: str = Field(examples=["missing"])
    detail: str = Field(examples=["必须填写"])


class Problem(BaseModel):
    """RFC 9457 problem details. Some codes bring members of their own, such as `legal_steps`."""

    model_config = ConfigDict(extra="allow")

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["没有找到"])
    status: int = Field(examples=[404])
    code: str = Field(
        description="Stable; program against it. An operation tells the codes that it may answer; "
        "treat one that you do not know by its status.",
        examples=["not_found"],
    )
    detail: str = Field(examples=["没有找到"])
    request_id: str = Field(examples=["0199a3c4-5d6e-7f80-9a1b-2c3d4e5f6071"])
    errors: list[ProblemFault]


def problem_response(request: Request, refusal: Refusal) -> JSONResponse:
    """The response of a refusal."""
    body: dict[str, Any] = {
        **jsonable_encoder(refusal.facts),
        "type": "about:blank",
        "title": refusal.title,
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.detail or refusal.title,
        "request_id": request.scope.get("request_id", ""),
        "errors": [fault.as_dict() for fault in refusal.errors],
    }
    request.scope["problem_code"] = refusal.code
    return JSONResponse(body, refusal.status, refusal.headers, MEDIA_TYPE)


def _pointer(location: tuple[int | str, ...]) -> str:
    """A JSON Pointer. A name that the client made up stands in it only if it looks like a name."""
    parts = location[1:] if location and location[0] == "body" else location
    return "".join(f"/{pointer_step(part)}" for part in parts)


def _detail(kind: str, message: str) -> str:
    """Our Chinese words: by pydantic's type, or those of a check of our own."""
    if kind in DETAILS:
        return DETAILS[kind]
    spoken = kind not in QUOTING and any("\u4e00" <= char <= "\u9fff" for char in message)
    return message.removeprefix("Value error, ") if spoken else "不符合要求"


async def _refused(request: Request, refusal: Exception) -> JSONResponse:
    if not isinstance(refusal, Refusal):
        raise refusal
    return problem_response(request, refusal)


def malformed_by(error: RequestValidationError | ValidationError) -> Malformed:
    """The refusal of what pydantic found unfit."""
    faults = []
    for fault in error.errors()[:50]:
        kind = str(fault["type"])
        if isinstance(fault.get("input"), str):
            kind = OF_TEXT.get(kind, kind)
        faults.append(Fault(_pointer(fault["loc"]), kind, _detail(kind, str(fault["msg"]))))
    return Malformed(errors=tuple(faults))


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    return problem_response(request, malformed_by(error))


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    # FastAPI turns whatever broke the reading of a body into a bare 400; ours say more.
    if isinstance(error.__cause__, Refusal):
        return problem_response(request, error.__cause__)
    kinds: dict[int, type[Refusal]] = {404: Absent, 405: MethodNotAllowed, 413: TooLarge}
    refusal = kinds.get(error.status_code, BadRequest)()
    refusal.headers = dict(error.headers or {})
    if error.status_code == 405:
        refusal.headers["Allow"] = ", ".join(sorted(_methods_at(request)))
    return problem_response(request, refusal)


def _methods_at(request: Request) -> set[str]:
    """All methods of a path. (A router tells those of the first route that matches.)"""
    found: set[str] = set()
    for context in iter_route_contexts(request.scope["router"].routes):
        pattern = getattr(context, "path_regex", None)
        if pattern is not None and pattern.match(request.scope["path"]):
            found |= set(context.methods or ())
    return found


def render_problems(app: FastAPI) -> None:
    """Install the handlers."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http_error)
