"""Late photos: what comes after the answers goes where the answers went.

Noun: awaited photo (待到照片: named by an inspection, and not here when its ticket was filed; it
joins the ticket as soon as it is). Announces nothing.
"""
