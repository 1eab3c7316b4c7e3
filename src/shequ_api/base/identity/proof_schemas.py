from typing import Annotated
from uuid import UUID

from pydantic import Field, model_validator

from shequ_api.base.identity.models import ProofMethod
from shequ_api.base.people.schemas import Day, Phone
from shequ_api.base.residency.models import Belonging
from shequ_api.base.residency.schemas import (
    RESIDENCY_EXAMPLE,
    IdNumber,
    ResidencyView,
    ShortCode,
)
from shequ_api.kit.schema import Id, Input, Instant, Line, Note, Output, by_example


class IdentityCodeView(Output):
    """The code to show at the counter: for five minutes, for once."""

    model_config = by_example({"code": "K7WM-2PXD", "expires_at": "2026-11-22T09:35:00.000+08:00"})

    code: str
    expires_at: Instant


class DocumentProof(Input):
    """My true name and the number of my identity document, to be compared with the register."""

    model_config = by_example({"name": "李小梅", "id_number": "11010119900307123X"})

    name: Line
    id_number: IdNumber


class CounterProof(Input):
    """Whom I saw with their document: by the code that they show, or by the phone of somebody of
    my scope. The name is the document's; with its number the register is asked as well."""

    model_config = by_example({"code": "K7WM-2PXD", "name": "李小梅"})

    code: ShortCode | None = None
    phone: Phone | None = None
    name: Line
    id_number: IdNumber | None = None

    @model_validator(mode="after")
    def _one_way(self) -> "CounterProof":
        if (self.code is None) == (self.phone is None):
            raise ValueError("code or phone, one of them")
        return self


class ProofRevocation(Input):
    """Why the proof was wrong; the person reads it."""

    model_config = by_example({"reason": "证件系他人冒用"})

    reason: Note


class ProofView(Output):
    """A proof of who somebody is, until when it counts, and whether it was taken back."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000121",
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "method": "counter",
            "matched_register": False,
            "proved_at": "2026-11-22T09:30:00.000+08:00",
            "expires_at": "2031-11-21T09:30:00.000+08:00",
            "revoked_at": None,
            "revoked_for": None,
        }
    )

    id: UUID
    person_id: UUID
    method: ProofMethod
    matched_register: bool
    proved_at: Instant
    expires_at: Instant
    revoked_at: Instant | None
    revoked_for: str | None


class PersonEntry(Input):
    """Somebody without an account whom I met at the door of a dwelling in my scope."""

    model_config = by_example(
        {
            "name": "赵奶奶",
            "dwelling_id": "0199a3c4-5d6e-7f80-9a1b-000000000103",
            "belonging": "owner",
            "starts_on": "1998-05-01",
        }
    )

    name: Line
    phone: Phone | None = None
    dwelling_id: Id
    belonging: Annotated[Belonging, Field(strict=False)]
    starts_on: Day


class PersonRecordView(Output):
    """A person whom staff entered, and where they live."""

    model_config = by_example(
        {
            "person_id": "0199a3c4-5d6e-7f80-9a1b-000000000101",
            "residency": RESIDENCY_EXAMPLE,
        }
    )

    person_id: UUID
    residency: ResidencyView
