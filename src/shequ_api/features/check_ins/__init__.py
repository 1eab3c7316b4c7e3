"""Check-ins (打卡): a grid worker says "I am here now".

Noun: check-in: a worker, the grid or place that is named, where the phone says it is, and when by
its clock and by ours. It is evidence: measured and kept, never trusted, and never a reason to
refuse. Announces nothing.
"""
