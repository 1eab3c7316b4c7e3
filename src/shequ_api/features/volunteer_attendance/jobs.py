"""On a clock: sessions that nobody ended."""

from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.features.volunteer_attendance.service.deciding import end_forgotten

CLOCKWORKS = [Clockwork("volunteer_attendance.end_forgotten", timedelta(minutes=10), end_forgotten)]
