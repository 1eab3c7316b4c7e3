"""How to ask about inspection forms."""

from typing import Any

from shequ_api.kit.http.versions import etag_of
from tests.matrix.asking import Ask, Case, Operation, by, listed
from tests.matrix.planting_inspection_forms import FORM


def _form(body: Any = None) -> Operation:
    def make(case: Case) -> list[Ask]:
        if not (key := case.site.of("form")):
            return []
        etag = case.world.facts.get(f"etag:{key}", etag_of(1))
        return [Ask({"key": key}, body=body, headers={"If-Match": etag})]

    return Operation(make)


def _list(body: Any = None) -> Operation:
    def make(case: Case) -> list[Ask]:
        if not (key := case.site.of("form")):
            return []
        path = {"key": key} | ({"number": "1" if case.nowhere else "2"} if body else {})
        return [Ask(path, body=body)]

    return Operation(make)


OPERATIONS = {
    "list_inspection_forms": listed("form_version"),
    "get_inspection_form": _form(),
    "get_inspection_form_version": by("version_id", "form_version"),
    "get_inspection_form_draft": _form(),
    "draft_inspection_form": _form(FORM | {"title": "新题"}),
    "publish_inspection_form": _form(),
    "try_inspection_form_draft": _form({"answers": {"note": "试"}}),
    "list_choice_lists": listed("form"),
    "get_choice_list": _list(),
    "write_choice_list": _list({"title": "新选项", "choices": [{"key": "yes", "label": "是"}]}),
}
