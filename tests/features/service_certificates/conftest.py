from tests.features.service_applications.conftest import counter

__all__ = ["counter"]
