"""What happens to grants by the clock: over, where nobody delivers them."""

from datetime import timedelta

from shequ_api.base.events.facts import Clockwork
from shequ_api.features.charity_grants.service.delivering import lapse

CLOCKWORKS = [Clockwork("charity_grants.lapse", timedelta(minutes=10), lapse)]
