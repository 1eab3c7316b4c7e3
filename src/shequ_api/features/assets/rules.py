"""Pure decisions about assets: states, codes, and the attributes of a kind."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

from pydantic import ValidationError

from shequ_api.blocks.forms.checking import Checker, compile_checker
from shequ_api.blocks.forms.definition import FormDefinition
from shequ_api.kit.errors import Fault


class AssetState(StrEnum):
    IN_SERVICE = "in_service"
    OUT_OF_SERVICE = "out_of_service"
    REMOVED = "removed"


STATE_TITLES = {
    AssetState.IN_SERVICE: "在用",
    AssetState.OUT_OF_SERVICE: "停用",
    AssetState.REMOVED: "已拆除",
}
PREFIX_LETTERS = r"^[A-Z]{2,4}$"


def code_of(community_code: str, prefix: str, number: int) -> str:
    """`510108015017-LD0007`: the community, the kind, and the how many-th there."""
    return f"{community_code}-{prefix}{number:04d}"


def definition_of(title: str, fields: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """A kind's attributes as a form of one section."""
    section = {"key": "attributes_section", "label": title, "fields": list(fields)}
    return {"title": title, "sections": [section]}


def checker_of(title: str, fields: Sequence[Mapping[str, Any]]) -> Checker | None:
    """What checks the attributes of a kind; None where it has none."""
    if not fields:
        return None
    return compile_checker(FormDefinition.model_validate(definition_of(title, fields)))


def may_be_attributes(title: str, fields: Sequence[Mapping[str, Any]]) -> bool:
    """Whether fields fit together, and each can be answered by itself and without photos."""
    if any(one["kind"] == "photos" or one.get("shown_when") for one in fields):
        return False
    try:
        checker_of(title, fields)
    except ValidationError:
        return False
    return True


def attribute_faults(
    checker: Checker | None, attributes: Mapping[str, Any], *, at: str
) -> list[Fault]:
    """What is wrong with the attributes of an asset, with pointers below `at`."""
    if checker is not None:
        return checker.check(attributes, at=at)
    return [Fault(at, "no_attributes", "这类设施没有附加属性")] if attributes else []
