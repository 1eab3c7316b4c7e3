from tests.features.charity.conftest import crowd, crowd_cast

__all__ = ["crowd", "crowd_cast"]
