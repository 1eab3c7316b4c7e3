"""Booking: places in slots of time, which are neither oversold nor overlap.

Nouns: resource (what is booked: so many places at once, in slots of so many minutes, under a
policy), opening (a weekly interval of a resource, for a while), special day (other openings, or
none), slot (half-open, reckoned, never kept), seat (one of a slot's places), reservation (held,
booked, waiting; then cancelled, expired, attended or no_show), strike (an absence, or a
cancellation that came late), bar (no more reservations for some days). Facts:
ReservationPromoted, ReservationDropped, ReservationMissed.
"""
