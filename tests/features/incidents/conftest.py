from tests.features.ticket_ratings.conftest import file_ticket as file_ticket
