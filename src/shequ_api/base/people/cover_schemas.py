from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import Field

from shequ_api.base.access.roles import Role
from shequ_api.base.people.schemas import Day, Phone
from shequ_api.base.places.models import GridKind
from shequ_api.kit.schema import CleanText, Id, Input, Instant, Output, by_example

Reason = Annotated[CleanText, Field(min_length=1, max_length=200)]


class AbsenceDraft(Input):
    """On which days I do not serve; the last one is the first day back. Without a posting: the
    one under which I act."""

    model_config = by_example(
        {"starts_on": "2026-12-01", "ends_on": "2026-12-08", "reason": "回乡探亲"}
    )

    posting_id: Id | None = None
    starts_on: Day
    ends_on: Day
    reason: Reason | None = None


class CoverDraft(Input):
    """Who serves instead (by phone), from when until when."""

    model_config = by_example(
        {
            "phone": "13800138000",
            "starts_on": "2026-12-01",
            "ends_on": "2026-12-08",
            "reason": "请假代班",
        }
    )

    phone: Phone
    starts_on: Day
    ends_on: Day
    reason: Reason | None = None


class AbsenceView(Output):
    """Days on which somebody does not serve, and who covers."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000112",
            "posting_id": "0199a3c4-5d6e-7f80-9a1b-00000000010c",
            "role": "micro_grid_worker",
            "role_title": "微网格员",
            "scope_name": "致强社区第一微网格",
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000102",
            "person_name": "王小四",
            "starts_on": "2026-12-01",
            "ends_on": "2026-12-08",
            "reason": "回乡探亲",
            "announced_at": "2026-11-22T09:30:00.000+08:00",
            "cancelled_at": None,
            "covered_by_id": None,
            "covered_by_name": None,
        }
    )

    id: UUID
    posting_id: UUID
    role: Role
    role_title: str
    scope_name: str
    person_id: UUID
    person_name: str | None
    starts_on: date
    ends_on: date
    reason: str | None
    announced_at: Instant
    cancelled_at: Instant | None
    covered_by_id: UUID | None = Field(description="Null: nobody serves on these days")
    covered_by_name: str | None


class GridVacancyView(Output):
    """A grid that has had no worker for too long."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000113",
            "grid_id": "0199a3c4-5d6e-7f80-9a1b-000000000108",
            "code": "510108015017-m01",
            "name": "第一微网格",
            "kind": "micro_grid",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "since": "2026-11-18T08:00:00.000+08:00",
            "announced_at": "2026-11-21T08:00:00.000+08:00",
        }
    )

    id: UUID
    grid_id: UUID
    code: str
    name: str
    kind: GridKind
    community_id: UUID
    since: Instant
    announced_at: Instant | None
