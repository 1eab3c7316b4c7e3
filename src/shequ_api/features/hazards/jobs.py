"""On the clock: tickets that came to nothing, and hazards that are late."""

from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.features.hazards.service.escalating import escalate_overdue
from shequ_api.features.hazards.service.following import follow_dropped

CLOCKWORKS = [
    Clockwork("hazards.follow_dropped", timedelta(minutes=5), follow_dropped),
    Clockwork("hazards.escalate_overdue", timedelta(minutes=10), escalate_overdue),
]
