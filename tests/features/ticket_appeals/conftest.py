from tests.features.tickets.conftest import file_ticket as file_ticket
