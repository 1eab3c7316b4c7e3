"""Whatever an operation refuses by its record, the explanation of rights tells.

An explanation goes through the operation itself, so there is no second list of rules to forget.
What may be forgotten is the order: a rule that stands behind a look at the content is not reached
where nobody has said the content. `tests.rehearsed` finds that wherever a test meets the refusal;
here it is held that each is met.
"""

from pathlib import Path

from shequ_api.base.events.worker import Worker
from shequ_api.base.files.storage import Storage
from shequ_api.base.rights.searching import Searches
from shequ_api.base.wechat.client import WeChatClient
from shequ_api.features.codes.attempts import Attempts
from shequ_api.features.service_certificates.refusals import ServiceChecks
from shequ_api.features.volunteer_certificates.refusals import Checks
from shequ_api.kit.db import Database
from shequ_api.kit.http.parts import Parts
from shequ_api.kit.outbound import Outbound
from tests.architecture.api import answers_of, the_app
from tests.architecture.met import codes_of
from tests.rehearsed import BY_CONTENT, BY_TABLES

LASTING = {
    Database,
    Outbound,
    Storage,
    WeChatClient,
    Worker,
    Attempts,
    Checks,
    ServiceChecks,
    Searches,
}
"""What no rollback undoes."""


def refused_by_record() -> set[tuple[str, str]]:
    """Operation and code of each 403 that no table of rights gives."""
    return {
        (operation["operationId"], code)
        for methods in the_app().openapi()["paths"].values()
        for operation in methods.values()
        if (answer := answers_of(operation).get("403"))
        for code in codes_of(answer)
        if code not in BY_TABLES
    }


def test_each_is_met_and_so_rehearsed() -> None:
    refused = refused_by_record()
    assert len(refused) > 40, "a floor under this test"
    assert not BY_CONTENT.keys() - refused, "what is refused no longer"
    written = "\n".join(path.read_text(encoding="utf-8") for path in _tests())
    unmet = {pair for pair in refused - BY_CONTENT.keys() if f'"{pair[1]}"' not in written}
    assert not unmet, "refused by the record, and no test meets it"


def _tests() -> list[Path]:
    here = Path(__file__)
    return [path for path in here.parents[1].rglob("test_*.py") if path != here]


def test_what_no_rollback_undoes_is_out_of_reach() -> None:
    """Whatever counts in memory, speaks to somebody or has connections of its own says so."""
    parts: Parts = the_app().state.parts
    assert {kind for kind in parts.kinds().values() if getattr(kind, "lasting", False)} == LASTING
