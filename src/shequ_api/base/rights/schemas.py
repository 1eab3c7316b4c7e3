from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.people.schemas import Phone
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Line, Output, by_example

PermissionName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*:[a-z][a-z0-9_]*$", max_length=80)]
OperationId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
PermissionSet = Annotated[list[PermissionName], Field(min_length=1, max_length=100)]
PLACE_ID = "0199a3c4-5d6e-7f80-9a1b-000000000106"


class OperationName(Output):
    model_config = by_example({"operation": "accept_ticket", "title": "社区接单"})

    operation: str
    title: str


class PermissionView(Output):
    """A permission: what it lets one do, who holds it, how well they must be known."""

    model_config = by_example(
        {
            "permission": "ticket:accept",
            "title": "社区接单",
            "module": "tickets",
            "module_title": "群众诉求",
            "level": 0,
            "level_title": "微信登录",
            "roles": ["grid_chief", "community_worker"],
            "grantable": True,
            "operations": [{"operation": "accept_ticket", "title": "社区接单"}],
        }
    )

    permission: str
    title: str
    module: str
    module_title: str
    level: int = Field(description="The identity level that it needs")
    level_title: str
    roles: list[Role]
    grantable: bool = Field(description="Whether a custom role may hold it")
    operations: list[OperationName]


class PermissionsView(Output):
    """The catalogue of permissions."""

    model_config = by_example({"items": []})

    items: list[PermissionView]


class RoleView(Output):
    """A role of the tables: at what it is held, what it may do, whom it may appoint."""

    model_config = by_example(
        {
            "role": "partner",
            "title": "社区合伙人",
            "held_kinds": ["community"],
            "permissions": ["ticket:settle"],
            "may_appoint": [],
        }
    )

    role: Role
    title: str
    held_kinds: list[str]
    permissions: list[str] = Field(description="Beside the resident's, which everybody has")
    may_appoint: list[Role]


class RolesView(Output):
    """The roles of the tables."""

    model_config = by_example({"items": []})

    items: list[RoleView]


class CustomRoleDraft(Input):
    """A permission set of a place's own, to be held there or further in."""

    model_config = by_example(
        {
            "title": "夜间值班员",
            "held_kind": "community",
            "permissions": ["ticket:view", "ticket:accept"],
            "place_id": PLACE_ID,
        }
    )

    title: Line
    held_kind: Annotated[str, Field(max_length=40)]
    permissions: PermissionSet
    place_id: Id
    organisation_id: Id | None = None


class CustomRoleChange(Input):
    """Other words, or other rights."""

    model_config = by_example({"title": "夜间值班员", "permissions": ["ticket:view"]})

    title: Line
    permissions: PermissionSet


class CustomRoleView(Output):
    """A permission set of a place's or organisation's own."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000921",
            "title": "夜间值班员",
            "held_kind": "community",
            "permissions": ["ticket:accept", "ticket:view"],
            "place_id": PLACE_ID,
            "organisation_id": None,
            "version": 1,
            "created_at": "2026-03-02T10:15:00.000+08:00",
            "created_by_id": "0199a3c4-5d6e-7f80-9a1b-000000000903",
            "changed_at": "2026-03-02T10:15:00.000+08:00",
            "changed_by_id": "0199a3c4-5d6e-7f80-9a1b-000000000903",
            "retired_at": None,
        }
    )

    id: UUID
    title: str
    held_kind: str
    permissions: list[str]
    place_id: UUID
    organisation_id: UUID | None
    version: int
    created_at: Instant
    created_by_id: UUID
    changed_at: Instant
    changed_by_id: UUID
    retired_at: Instant | None


class CustomRoleEditionView(Output):
    """A permission set as it was from one change to the next."""

    model_config = by_example(
        {
            "version": 1,
            "title": "夜间值班员",
            "permissions": ["ticket:accept", "ticket:view"],
            "retired": False,
            "made_at": "2026-03-02T10:15:00.000+08:00",
            "made_by_id": "0199a3c4-5d6e-7f80-9a1b-000000000903",
        }
    )

    version: int
    title: str
    permissions: list[str]
    retired: bool
    made_at: Instant
    made_by_id: UUID


ParameterName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=80)]
ParameterText = Annotated[CleanText, Field(min_length=1, max_length=100)]


class ExplanationQuestion(Input):
    """May this person do this (an operation or a permission), as what, where, for whom, to what?"""

    model_config = by_example(
        {
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000903",
            "operation": "settle_ticket",
            "parameters": {"ticket_id": "0199a3c4-5d6e-7f80-9a1b-000000000301"},
        }
    )

    person_id: Id
    operation: OperationId | None = None
    permission: PermissionName | None = None
    posting_id: Annotated[
        Id | None, Field(description="As what; else the only posting, if there is but one")
    ] = None
    place_id: Id | None = None
    grid_id: Id | None = None
    mandate_id: Annotated[Id | None, Field(description="By which they act for another")] = None
    parameters: Annotated[
        dict[ParameterName, ParameterText],
        Field(
            max_length=8,
            description="What the operation is to be done to: all parameters of its address, and "
            "such fields of its body as name a thing, a kind or a day. Only what you see yourself",
        ),
    ] = {}


class CheckView(Output):
    """One check, in the order in which they are made.

    By the tables: `account`, `posting`, `role`, `level`, `scope`, `mandate`. By the operation
    itself, gone through and undone: `view`, `row`; `state` and `content`, which are no rights.
    """

    model_config = by_example(
        {"check": "role", "passed": True, "detail": "“社区工作者”有“社区接单”的权限"}
    )

    check: str
    passed: bool
    detail: str


class ExplanationView(Output):
    """Why somebody may or may not do something now."""

    model_config = by_example(
        {
            "allowed": True,
            "settled": True,
            "permission": "ticket:accept",
            "acting_role": "community_worker",
            "acting_posting_id": "0199a3c4-5d6e-7f80-9a1b-000000000904",
            "other_posting_ids": [],
            "checks": [
                {"check": "role", "passed": True, "detail": "“社区工作者”有“社区接单”的权限"}
            ],
        }
    )

    allowed: bool = Field(description="Whether all checks of rights are passed")
    settled: bool = Field(
        description="Whether that is the operation's own last word: not where it was not gone "
        "through, or where it still depends on a state or on what would be sent"
    )
    permission: str
    acting_role: Role
    acting_posting_id: UUID | None
    other_posting_ids: list[UUID] = Field(description="Postings whose role has the permission")
    checks: list[CheckView]


class PersonByPhone(Input):
    """Whose number this is, and why I want to know."""

    model_config = by_example(
        {"phone": "13800138000", "purpose": "audit", "reason": "来电询问为何不能办结"}
    )

    phone: Phone
    purpose: Annotated[LookPurpose, Field(strict=False)]
    reason: Annotated[CleanText, Field(min_length=1, max_length=200)] | None = None


class FoundPerson(Output):
    """An account to ask about."""

    model_config = by_example(
        {
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000903",
            "name": "李*梅",
            "phone": "138******00",
        }
    )

    person_id: UUID
    name: str | None = Field(description="Masked")
    phone: str | None = Field(description="Masked")


class FoundPersons(Output):
    """The one account that has the number, or none."""

    model_config = by_example({"items": []})

    items: list[FoundPerson]
