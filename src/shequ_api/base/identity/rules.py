"""The numbers of identity."""

from datetime import timedelta

DOCUMENT_COUNTS = timedelta(days=2 * 365)
"""Nobody was seen: what was matched once may be in other hands by then."""
COUNTER_COUNTS = timedelta(days=5 * 365)
"""Person and document were seen together; the shortest validity of an adult's ID card is longer."""
CODE_LASTS = timedelta(minutes=5)
"""As long as one stands at a counter."""
TRIES_A_DAY = 5
DAY = timedelta(days=1)
HOMES_ASKED = 5
"""At so many of a person's dwellings the register is asked."""
