from tests.features.need_pools.conftest import circle

__all__ = ["circle"]
