"""Refusals as RFC 9457 problem documents: Chinese, with a stable code, never echoing the input."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException  # noqa: TID251 - rendered here, raised nowhere
from starlette.responses import JSONResponse

from shequ_api.kit.errors import Absent, BadRequest, Fault, Malformed, Refusal, TooLarge

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
}


class MethodNotAllowed(BadRequest):
    status, code, title = 405, "method_not_allowed", "不支持这种请求方法"


class ServerFault(Refusal):
    status, code, title = 500, "internal", "服务出现故障，请稍后再试"


class ProblemFault(BaseModel):
    """One faulty field."""

    pointer: str = Field(description="JSON Pointer into the body, or /query/…, /path/…, /header/…")
    code: str
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem details."""

    type: str = Field(examples=["about:blank"])
    title: str = Field(examples=["没有找到"])
    status: int = Field(examples=[404])
    code: str = Field(description="Stable; program against it", examples=["not_found"])
    detail: str = Field(examples=["没有找到"])
    request_id: str
    errors: list[ProblemFault]


def problem_response(request: Request, refusal: Refusal) -> JSONResponse:
    """The response of a refusal."""
    body: dict[str, Any] = {
        **refusal.facts,
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
    """A JSON Pointer. A name the client made up (an unknown field) is cleaned and cut."""
    parts = list(location)
    if parts and parts[0] == "body":
        parts = parts[1:]
    texts = [str(part).encode("ascii", "replace").decode()[:64] for part in parts]
    return "".join("/" + text.replace("~", "~0").replace("/", "~1") for text in texts)


def _detail(kind: str, message: str) -> str:
    """Our Chinese words: by pydantic's type, or those of a check of our own."""
    if kind in DETAILS:
        return DETAILS[kind]
    return message if any("\u4e00" <= char <= "\u9fff" for char in message) else "不符合要求"


async def _refused(request: Request, refusal: Exception) -> JSONResponse:
    if not isinstance(refusal, Refusal):
        raise refusal
    return problem_response(request, refusal)


async def _malformed(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    faults = []
    for fault in error.errors()[:50]:
        kind = str(fault["type"])
        faults.append(Fault(_pointer(fault["loc"]), kind, _detail(kind, str(fault["msg"]))))
    return problem_response(request, Malformed(errors=tuple(faults)))


async def _http_error(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, HTTPException):
        raise error
    kinds: dict[int, type[Refusal]] = {404: Absent, 405: MethodNotAllowed, 413: TooLarge}
    refusal = kinds.get(error.status_code, BadRequest)()
    refusal.headers = dict(error.headers or {})
    return problem_response(request, refusal)


def render_problems(app: FastAPI) -> None:
    """Install the handlers."""
    app.add_exception_handler(Refusal, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(HTTPException, _http_error)
