"""Judging an answer by its verdict: status, code, what it says, and what it wrote."""

import re
from collections.abc import Iterator, Set
from functools import cache
from io import BytesIO
from typing import Any
from zipfile import ZipFile, is_zipfile

from httpx import Response
from pypdf import PdfReader

from tests.matrix.collecting import facts
from tests.matrix.stage import Played, Stage
from tests.matrix.table import Verdict

NUMBER = re.compile(r"\d{6}-\d{6}-\d")
PROBLEM = {"type", "title", "status", "code", "detail", "request_id", "errors"}
SHAPED = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|canary-[a-z0-9_-]+")
STATUS = {"F": {403}, "L": {403}, "H": {404}, "U": {401}, "N": {409, 422}}
UNKNOWN = {"anonymous": "unauthenticated", "expired": "token_expired", "disabled": "session_over"}


def faults(stage: Stage, played: Played, verdict: Verdict) -> list[str]:
    """All that is wrong with an answer, with what was asked and answered; nothing where it fits."""
    # Among others a thing is left out; what the path itself names is refused.
    left_out = verdict.letter == "H" and played.listing and not played.ask.path
    if verdict.letter in "AE" or left_out:
        found = list(_of_answer(stage, played, verdict))
    else:
        found = list(_of_refusal(stage, played, verdict))
    found += [f"log {fault}" for fault in _told(stage.world.words, played.logged)]
    if played.response.status_code >= 500:
        found.append(played.logged)
    return [f"{fault}: {played.hint}" for fault in found]


def _of_answer(stage: Stage, played: Played, verdict: Verdict) -> Iterator[str]:
    response, ask = played.response, played.ask
    if not 200 <= response.status_code < 300:
        yield f"should be {verdict.letter}"
        return
    said = said_by(response)
    if played.listing:
        yield from _of_list(played, verdict, said)
    yield from _told(_withheld(stage, played, verdict), said)
    # A POST that takes no key only reads, though it may leave a look behind.
    route = stage.routes[played.row.operation][1]
    writes = response.request.method != "GET" and getattr(route, "takes_key", True)
    if writes and not played.writes and verdict.letter == "A":
        yield "a write that was not seen"
    if ask.secret:
        yield from _told(set(ask.secret), said)


def _of_list(played: Played, verdict: Verdict, said: str) -> Iterator[str]:
    """Complete, without anything else that was planted, and at its end."""
    page, ask = played.response.json(), played.ask
    if isinstance(page, dict) and page.get("next_cursor") is not None:
        yield "the list goes on where nobody looks"
    wanted = ask.rows if verdict.letter == "A" else frozenset()
    found = {row for row in ask.rows | ask.absent if row in said}
    if missing := wanted - found:
        yield f"{len(missing)} of {len(wanted)} rows are missing"
    if found - wanted:
        yield f"should be {verdict.letter} in the list: {sorted(found - wanted)}"
    if verdict.letter == "E" and page["items"]:
        yield "should be empty"


def _withheld(stage: Stage, played: Played, verdict: Verdict) -> set[str]:
    """What this reader learns from no answer: what lies outside, but for what was asked for."""
    case, ask = played.case, played.ask
    words: set[str] = set()
    hidden = case.relation == "inside" or verdict.letter != "A"
    outside = played.row.verdicts[case.role]["outside"]
    for site in stage.sites(played.row, case.role, "outside"):
        if hidden or site is not case.site:
            words |= site.closed
        if outside is not None and outside.letter == "H":
            words |= site.ids() - stage.world.known
    words -= asked_for(played)
    words -= ask.tells | {*stage.world.people.values(), *stage.world.own.values()}
    if case.relation == "inside":
        words -= case.site.ids() | case.site.closed
    return words if ask.shows_phones else words | stage.world.phones


def asked_for(played: Played) -> set[str]:
    """What the request itself says."""
    ask = played.ask
    sent = f"{played.response.request.url} {ask.body}"
    world = played.case.world
    return {one for one in world.ids | world.words if one in sent}


def _of_refusal(stage: Stage, played: Played, verdict: Verdict) -> Iterator[str]:
    response = played.response
    if response.status_code not in STATUS.get(verdict.letter, set()):
        yield f"should be {verdict.letter}"
        return
    if played.writes and not played.ask.traced:
        yield f"refused, and wrote {played.writes} rows"
    body: dict[str, Any] = {}
    if played.documented is not None:
        body = response.json()
        yield from _of_problem(played, body, verdict)
    hidden = (stage.world.words | stage.world.ids) - asked_for(played)
    yield from _told(hidden - {str(body.get("acting_posting_id"))}, said_by(response))


def _of_problem(played: Played, body: dict[str, Any], verdict: Verdict) -> Iterator[str]:
    """The problem document: documented, with its code, and nothing in it beyond its facts."""
    if played.response.headers["content-type"] != "application/problem+json":
        yield "no problem document"
    if str(played.response.status_code) not in (played.documented or ()):
        yield "a status that the OpenAPI document does not name"
    if body["code"] != _code(played, verdict):
        yield f"should be {_code(played, verdict)}"
    if not set(body) <= PROBLEM | facts().get(body["code"], frozenset()):
        yield "a problem that tells more"
    # A route for whoever is signed in may ask for a right of some: of those who ask for that.
    asked = body.get("permission", played.row.permission)
    if asked != played.row.permission != "signed_in":
        yield f"should ask for {played.row.permission}"
    if body["errors"] and verdict.letter != "N":
        yield "a refusal that judges the body"


def _code(played: Played, verdict: Verdict) -> str:
    usual = {
        "F": "permission_missing",
        "H": "not_found",
        "L": "identity_level_too_low",
        "U": UNKNOWN.get(played.case.role),
    }
    return verdict.word or str(usual[verdict.letter])


def said_by(response: Response) -> str:
    """All that an answer says, headers included; what a print or a sheet says, too."""
    headers = "\n".join(f"{name}: {value}" for name, value in response.headers.items())
    kind, content = response.headers.get("content-type", ""), response.content
    if kind == "application/pdf":
        pages = PdfReader(BytesIO(content)).pages
        return "\n".join([headers, *(page.extract_text() for page in pages)])
    if is_zipfile(BytesIO(content)):
        with ZipFile(BytesIO(content)) as sheet:
            parts = [sheet.read(name).decode("utf-8", "replace") for name in sheet.namelist()]
        return "\n".join([headers, *parts])
    return f"{headers}\n{response.text}"


def _told(words: Set[str], said: str) -> list[str]:
    # Thousands of words a cell: those with a shape are looked up among what has that shape.
    shaped = set(SHAPED.findall(said))
    plain = (word for word in words if _is_plain(word) and word in said)
    told = sorted((words & shaped) | {word for word in plain if _stands(word, said)})
    return [f"told {told}"] if told else []


@cache
def _is_plain(word: str) -> bool:
    """Whether a word is neither an id nor a canary: a name, a phone, a code."""
    return bool(word) and SHAPED.fullmatch(word) is None


def _stands(word: str, said: str) -> bool:
    """Whether it is said: of a number by day, not where it is part of another kind's, which a
    letter tells from it."""
    if NUMBER.fullmatch(word) is None:
        return True
    return any(found == word for found in re.findall(r"[A-Z]?\d{6}-\d{6}-\d", said))


def fingerprint(played: Played) -> tuple[int, str]:
    """What can be told of a refusal from outside, but for the id of the request."""
    response = played.response
    request_id = response.headers["x-request-id"]
    return response.status_code, said_by(response).replace(request_id, "")
