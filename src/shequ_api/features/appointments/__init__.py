"""Appointments (预约办事): people choose their hour at a counter instead of standing in line.

Nouns: counter (窗口: where, for what, what to bring; its hours, places and policy are a resource of
the booking block), slot, appointment (a reservation at a counter: held, booked, waiting, cancelled,
expired, attended, no_show). A counter of a subdistrict serves all its communities, which book there
for their own people; the subdistrict alone changes it. Facts: AppointmentPromoted,
AppointmentDropped, AppointmentMissed.
"""
