from tests.features.charity.conftest import crowd, crowd_cast
from tests.features.redemptions.conftest import market, partner

__all__ = ["crowd", "crowd_cast", "market", "partner"]
