"""All that is heard. Jobs that wait are found by names that are older than this package."""

from shequ_api.features.ticket_matters import (
    arbitrations,
    blocks,
    calls,
    return_visits,
    reviews,
    supervisions,
    unattended,
)

REACTIONS = [
    *arbitrations.REACTIONS,
    *blocks.REACTIONS,
    *calls.REACTIONS,
    *supervisions.REACTIONS,
    *reviews.REACTIONS,
    *return_visits.REACTIONS,
    *unattended.REACTIONS,
]
