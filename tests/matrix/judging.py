"""Judging an answer by its verdict: status, code, what it says, and what it wrote."""

from collections.abc import Iterator
from typing import Any

from tests.matrix.stage import Played, Stage
from tests.matrix.table import Verdict

PROBLEM = {"type", "title", "status", "code", "detail", "request_id", "errors"}
FACTS = {"permission_missing": {"permission", "acting_role", "acting_posting_id"}}
"""What a refusal may tell beyond every problem, by its code."""
STATUS = {"F": {403}, "H": {404}, "U": {401}, "N": {409, 422}}
UNKNOWN = {"anonymous": "unauthenticated", "expired": "token_expired", "disabled": "session_over"}


def faults(stage: Stage, played: Played, verdict: Verdict, permission: str) -> list[str]:
    """All that is wrong with an answer, with what was asked and answered; nothing where it fits."""
    left_out = verdict.letter == "H" and played.listing
    if verdict.letter in "AE" or left_out:
        found = _of_answer(stage, played, verdict)
    else:
        found = _of_refusal(stage, played, verdict, permission)
    return [f"{fault}: {played.hint}" for fault in found]


def _of_answer(stage: Stage, played: Played, verdict: Verdict) -> Iterator[str]:
    response, rows = played.response, set(played.ask.rows)
    if not 200 <= response.status_code < 300:
        yield f"should be {verdict.letter}"
        return
    said = _said(played)
    if rows:
        page = response.json()
        if page["next_cursor"] is not None:
            yield "the list goes on where nobody looks"
        if {row for row in rows if row in said} != (rows if verdict.letter == "A" else set()):
            yield f"should be {verdict.letter} in the list"
        if verdict.letter == "E" and page["items"]:
            yield "should be empty"
    yield from _told(_withheld(stage, played, verdict), said)
    if response.request.method != "GET" and not played.writes:
        yield "a write that was not seen"


def _withheld(stage: Stage, played: Played, verdict: Verdict) -> set[str]:
    """What this reader learns from no answer: words of what lies outside, but for its target's."""
    case, ask = played.case, played.ask
    words = set(ask.secret)
    for site in stage.sites(played.operation, case.role, "neighbour"):
        if not (site is case.site and verdict.letter == "A"):
            words |= site.closed
    return words if ask.shows_phones else words | stage.world.phones


def _of_refusal(stage: Stage, played: Played, verdict: Verdict, permission: str) -> Iterator[str]:
    response = played.response
    if response.status_code not in STATUS.get(verdict.letter, set()):
        yield f"should be {verdict.letter}"
        return
    if played.writes:
        yield f"refused, and wrote {played.writes} rows"
    body: dict[str, Any] = {}
    if played.documented is not None:
        body = response.json()
        yield from _of_problem(played, body, verdict, permission)
    sent = f"{response.request.url} {played.ask.body}"
    hidden = stage.world.words | {one for one in stage.world.ids if one not in sent}
    yield from _told(hidden - {str(body.get("acting_posting_id"))}, _said(played))


def _of_problem(
    played: Played, body: dict[str, Any], verdict: Verdict, permission: str
) -> Iterator[str]:
    """The problem document: documented, with its code, and nothing in it beyond its facts."""
    if played.response.headers["content-type"] != "application/problem+json":
        yield "no problem document"
    if str(played.response.status_code) not in (played.documented or ()):
        yield "a status that the OpenAPI document does not name"
    if body["code"] != _code(played, verdict):
        yield f"should be {_code(played, verdict)}"
    if not set(body) <= PROBLEM | FACTS.get(body["code"], set()):
        yield "a problem that tells more"
    if body.get("permission", permission) != permission:
        yield f"should ask for {permission}"
    if body["errors"] and verdict.letter != "N":
        yield "a refusal that judges the body"


def _code(played: Played, verdict: Verdict) -> str:
    usual = {"F": "permission_missing", "H": "not_found", "U": UNKNOWN.get(played.case.role)}
    return verdict.word or str(usual[verdict.letter])


def _said(played: Played) -> str:
    """All that an answer says, headers included."""
    headers = "\n".join(f"{name}: {value}" for name, value in played.response.headers.items())
    return f"{headers}\n{played.response.text}"


def _told(words: set[str], said: str) -> list[str]:
    told = sorted(word for word in words if word and word in said)
    return [f"told {told}"] if told else []


def fingerprint(played: Played) -> tuple[int, str]:
    """What can be told of a refusal from outside, but for the id of the request."""
    response = played.response
    request_id = response.headers["x-request-id"]
    return response.status_code, _said(played).replace(request_id, "")
