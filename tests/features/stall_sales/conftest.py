from tests.features.redemptions.conftest import market, partner

__all__ = ["market", "partner"]
