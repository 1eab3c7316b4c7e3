"""Check-ins (打卡): a grid worker says "I am here now".

Nouns: check-in (a worker, the grid or place that is named, where the phone says it is, and when by
its clock and by ours), and its score (0 to 100, with reasons). It is evidence: measured, weighed by
numbered rules and kept, never trusted, and never a reason to refuse; with too little of it a
check-in waits until another accepts or rejects it. States: none, waiting, accepted, rejected.
Facts: recorded, reviewed.
"""
