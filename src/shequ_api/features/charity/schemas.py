from uuid import UUID

from pydantic import Field

from shequ_api.kit.schema import Amount, Id, Input, Instant, Line, Output


class DonationDraft(Input):
    """Points for a pool, named by its id, or for the general pool of a community."""

    pool_id: Id | None = None
    community_id: Id | None = None
    amount_points: Amount
    anonymous: bool = False
    message: Line | None = None


class DonationReceipt(Output):
    """What I gave."""

    id: UUID
    pool_id: UUID
    amount_points: int
    anonymous: bool
    message: str | None
    transfer_id: UUID
    donated_at: Instant


class PoolView(Output):
    """A pool and what was given to it so far."""

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

    id: UUID
    donor: str = Field(description="Masked, or 匿名", examples=["王*四"])
    amount_points: int
    message: str | None
    donated_at: Instant
