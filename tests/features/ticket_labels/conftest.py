from tests.features.tickets.conftest import file_ticket

__all__ = ["file_ticket"]
