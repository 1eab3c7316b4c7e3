"""How the OpenAPI document tells what an operation refuses: by status, with the codes that come."""

import json
from collections import Counter
from collections.abc import Iterable, Set
from typing import Any

from shequ_api.kit.errors import Refusal
from shequ_api.kit.http.problems import MEDIA_TYPE
from shequ_api.kit.http.wording import MEANINGS, header_refs

SHARED = {
    "400": "BadRequest",
    "401": "Unknown",
    "403": "Forbidden",
    "404": "Absent",
    "413": "TooLarge",
    "429": "TooMany",
    "503": "Unavailable",
}
"""Status → the name of the response that most operations have in common."""
PROBLEM = {"$ref": "#/components/schemas/Problem"}


def codes_by_status(kinds: Iterable[type[Refusal]]) -> dict[str, set[str]]:
    """Status → the codes that come with it."""
    found: dict[str, set[str]] = {}
    for kind in kinds:
        found.setdefault(str(kind.status), set()).add(kind.code)
    return found


def problem_response(status: str, codes: Set[str], *, keyed: bool) -> dict[str, Any]:
    """A response of the document: a problem whose `code` is one of these."""
    names = ["X-Request-Id"]
    if status in {"429", "503"} or (status == "409" and keyed):
        names.append("Retry-After")
    if status == "401":
        names.append("WWW-Authenticate")
    narrowed = {"type": "object", "properties": {"code": {"enum": sorted(codes)}}}
    schema = {"allOf": [PROBLEM, narrowed]} if codes else PROBLEM
    return {
        "description": MEANINGS[status],
        "headers": header_refs(*names),
        "content": {MEDIA_TYPE: {"schema": schema}},
    }


def share_problems(document: dict[str, Any]) -> None:
    """Write down once, for each of these statuses, what most operations answer alike."""
    operations = [each for methods in document["paths"].values() for each in methods.values()]
    shared = document["components"].setdefault("responses", {})
    for status, name in SHARED.items():
        answers = [each["responses"] for each in operations if status in each["responses"]]
        alike = Counter(json.dumps(answer[status], sort_keys=True) for answer in answers)
        shared[name] = json.loads(alike.most_common(1)[0][0])
        for answer in answers:
            if answer[status] == shared[name]:
                answer[status] = {"$ref": f"#/components/responses/{name}"}
