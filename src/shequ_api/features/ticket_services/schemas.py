from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from shequ_api.blocks.forms.fields import AnyField
from shequ_api.kit.schema import Input, Instant, Key, Line, Note, Output, by_example

FIELD: dict[str, Any] = {
    "kind": "single_choice",
    "key": "broken",
    "label": "哪里坏了",
    "required": True,
    "choices": [{"key": "lamp", "label": "灯"}, {"key": "rail", "label": "扶手"}],
}
SERVICE: dict[str, Any] = {
    "code": "public_facility",
    "title": "公共设施",
    "description": "路灯、井盖、健身器材、楼道设施损坏",
    "group_code": None,
    "icon": "lamp",
    "private_by_default": False,
    "emergency": False,
    "version": 2,
    "own": False,
}
ANSWERS = {"broken": "lamp"}
Version = Annotated[int, Field(ge=1, le=100_000)]
Attributes = Annotated[
    dict[str, Any],
    Field(max_length=50, description="By the attributes of the category, key → answer"),
]


class TicketServiceView(Output):
    """A category of requests."""

    model_config = by_example(SERVICE)

    code: str = Field(examples=["environment"])
    title: str = Field(examples=["环境卫生"])
    description: str
    group_code: str | None = Field(description="The category under which it is shown")
    icon: str | None
    private_by_default: bool
    emergency: bool = Field(description="Nobody is kept from reporting it")
    version: int | None = Field(description="Of its attributes; null where it asks nothing more")
    own: bool = Field(description="A district's own")


class ServiceValue(Output):
    """A choice, in Open311's words."""

    key: str
    name: str


class ServiceAttribute(Output):
    """What is asked, in Open311's words (GeoReport v2, service definition)."""

    model_config = by_example(
        {
            "variable": True,
            "code": "broken",
            "datatype": "singlevaluelist",
            "required": True,
            "order": 1,
            "description": "哪里坏了",
            "datatype_description": "请从选项中选一项",
            "values": [{"key": "lamp", "name": "灯"}, {"key": "rail", "name": "扶手"}],
            "kind": "single_choice",
        }
    )

    variable: bool
    code: str
    datatype: str
    required: bool
    order: int
    description: str
    datatype_description: str | None
    values: list[ServiceValue]
    kind: str = Field(description="As a field of the forms; it says how an answer is written")


class TicketServiceDefinition(TicketServiceView):
    """A category with what it asks, in one version."""

    model_config = by_example(
        SERVICE
        | {
            "retired_at": None,
            "attributes": [
                {
                    "variable": True,
                    "code": "broken",
                    "datatype": "singlevaluelist",
                    "required": True,
                    "order": 1,
                    "description": "哪里坏了",
                    "datatype_description": None,
                    "values": [{"key": "lamp", "name": "灯"}],
                    "kind": "single_choice",
                }
            ],
            "fields": [FIELD],
        }
    )

    retired_at: Instant | None
    attributes: list[ServiceAttribute]
    fields: list[dict[str, Any]] = Field(description="The same, as fields of the forms")


class TicketServiceDraft(Input):
    """What a category is from now on. Attributes that differ make a new version of them; tickets
    keep the version by which theirs were given."""

    model_config = by_example(
        {
            "title": "公共设施",
            "description": "路灯、井盖、健身器材、楼道设施损坏",
            "attributes": [FIELD],
        }
    )

    title: Line
    description: Note
    position: Annotated[int, Field(ge=0, le=10_000)] = 100
    group_code: Key | None = None
    icon: Key | None = None
    private_by_default: bool = False
    emergency: bool = False
    attributes: Annotated[list[AnyField], Field(max_length=30)] = []
    retired: bool = False


class ArrangedService(Input):
    """A category at its place in a community's list."""

    model_config = by_example({"code": "noise", "hidden": True})

    code: Key
    hidden: bool = False


class ServiceArrangementDraft(Input):
    """A community's list, in order. What it does not name comes behind, as the city orders it."""

    model_config = by_example({"services": [{"code": "noise"}, {"code": "other", "hidden": True}]})

    services: Annotated[list[ArrangedService], Field(max_length=200)]


class TicketCategory(Input):
    """What a ticket is about, said by the community."""

    model_config = by_example(
        {"service_code": "public_facility", "attributes": ANSWERS, "reason": "图中是楼道灯"}
    )

    service_code: Key
    service_version: Version | None = None
    attributes: Attributes = {}
    reason: Note


class TicketAnswer(Output):
    """An attribute that was answered, in words."""

    code: str
    label: str
    answer: Any


class TicketAnswersView(Output):
    """What was answered about a ticket, under one category and version."""

    model_config = by_example(
        {
            "ticket_id": "0199a3c4-5d6e-7f80-9a1b-00000000010b",
            "service_code": "public_facility",
            "service_title": "公共设施",
            "version": 2,
            "answers": [{"code": "broken", "label": "哪里坏了", "answer": "灯"}],
            "given_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    ticket_id: UUID
    service_code: str
    service_title: str
    version: int
    answers: list[TicketAnswer]
    given_at: Instant
