from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Amount, Id, Input, Instant, Line, Output, by_example


class DonationDraft(Input):
    """Points for a pool, named by its id, or for the general pool of a community."""

    model_config = by_example(
        {
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "amount_points": 5,
            "anonymous": False,
            "message": "给社区添一盏灯",
        }
    )

    pool_id: Id | None = None
    community_id: Id | None = None
    amount_points: Amount
    anonymous: bool = False
    message: Line | None = None


class DonationReceipt(Output):
    """What I gave."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000117",
            "pool_id": "0199a3c4-5d6e-7f80-9a1b-000000000116",
            "amount_points": 5,
            "anonymous": False,
            "message": "给社区添一盏灯",
            "transfer_id": "0199a3c4-5d6e-7f80-9a1b-000000000114",
            "donated_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    pool_id: UUID
    amount_points: int
    anonymous: bool
    message: str | None
    transfer_id: UUID
    donated_at: Instant


class PoolView(Output):
    """A pool and what was given to it so far."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000116",
            "community_id": "0199a3c4-5d6e-7f80-9a1b-000000000106",
            "purpose": "general",
            "title": "致强社区公益池",
            "balance_points": 120,
            "donated_points": 150,
            "donors": 18,
            "opened_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    community_id: UUID
    purpose: str = Field(examples=["general"])
    title: str = Field(examples=["致强社区公益池"])
    balance_points: int
    donated_points: int = Field(description="All that was ever given")
    donors: int = Field(description="How many people gave")
    opened_at: Instant


class DonationLine(Output):
    """One line of the open ledger."""

    model_config = by_example(
        {
            "id": "0199a3c4-5d6e-7f80-9a1b-000000000117",
            "donor": "李*梅",
            "amount_points": 5,
            "message": "给社区添一盏灯",
            "donated_at": "2026-11-22T09:30:00.000+08:00",
        }
    )

    id: UUID
    donor: str = Field(description="Masked, or 匿名", examples=["王*四"])
    amount_points: int
    message: str | None
    donated_at: Instant
