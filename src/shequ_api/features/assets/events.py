from typing import ClassVar
from uuid import UUID

from shequ_api.base.events.facts import Fact


class AssetFact(Fact):
    """Base: `subject_id` is the asset."""

    community_id: UUID
    kind_code: str
    state: str


class AssetStateChanged(AssetFact):
    name: ClassVar[str] = "asset_state_changed"


class AssetInspected(AssetFact):
    name: ClassVar[str] = "asset_inspected"

    sound: bool
    inspected_by_id: UUID
