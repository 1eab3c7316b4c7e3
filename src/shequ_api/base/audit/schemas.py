from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.kit.schema import Instant, Output, by_example

_LOOK = {
    "id": "0199a3c4-5d6e-7f80-9a1b-000000000901",
    "at": "2026-03-02T10:15:00.000+08:00",
    "role": "micro_grid_worker",
    "role_title": "微网格员",
    "organisation_name": None,
    "community_name": "四川省成都市成华区龙潭街道致强社区",
    "subject_kind": "residency",
    "subject_id": "0199a3c4-5d6e-7f80-9a1b-000000000902",
    "fields": ["phone"],
    "purpose": "visit",
    "purpose_title": "上门走访",
}


class LookAtMe(Output):
    """That somebody looked at what is kept about me: as what, from where, at which fields, why.

    Not by name: staff act for their office, which answers for them; an auditor knows the person.
    """

    model_config = by_example(_LOOK)

    id: UUID
    at: Instant
    role: Role
    role_title: str
    organisation_name: str | None
    community_name: str | None = Field(description="Of the reader's posting")
    subject_kind: str
    subject_id: UUID
    fields: list[str]
    purpose: LookPurpose
    purpose_title: str


class LookLine(LookAtMe):
    """A look, as auditors read it."""

    model_config = by_example(
        _LOOK
        | {
            "reader_id": "0199a3c4-5d6e-7f80-9a1b-000000000903",
            "reader_name": "李小梅",
            "posting_id": "0199a3c4-5d6e-7f80-9a1b-000000000904",
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000905",
            "reason": "核对门牌",
            "request_id": "0199a3c4-5d6e-7f80-9a1b-000000000906",
        }
    )

    reader_id: UUID
    reader_name: str | None
    posting_id: UUID | None
    person_id: UUID | None = Field(description="Whom it is about, where they have an account")
    district_id: UUID | None
    reason: str | None
    request_id: str | None


class AuditLine(Output):
    """That somebody changed something: which operation, on which ids; never what was said."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000911",
            "at": "2026-03-02T10:15:00.000+08:00",
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000903",
            "person_name": "李小梅",
            "posting_id": "0199a3c4-5d6e-7f80-9a1b-000000000904",
            "role": "community_worker",
            "role_title": "社区工作者",
            "on_behalf_of_id": None,
            "operation": "accept_ticket",
            "operation_title": "接单",
            "subject_ids": ["0199a3c4-5d6e-7f80-9a1b-000000000912"],
            "parameters": {"ticket_id": "0199a3c4-5d6e-7f80-9a1b-000000000912"},
            "request_id": "0199a3c4-5d6e-7f80-9a1b-000000000906",
            "district_id": "0199a3c4-5d6e-7f80-9a1b-000000000905",
        }
    )

    id: UUID
    at: Instant
    person_id: UUID | None = Field(
        description="Null: the operator at the command line, or anonymous"
    )
    person_name: str | None
    posting_id: UUID | None
    role: str
    role_title: str
    on_behalf_of_id: UUID | None
    operation: str
    operation_title: str
    subject_ids: list[UUID]
    parameters: dict[str, str]
    request_id: str | None
    district_id: UUID | None
