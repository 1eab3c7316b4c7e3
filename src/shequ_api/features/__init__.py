"""Features: what the community does. Siblings; the few edges between them are declared.

Everything that is true only of one feature lies in its folder. Another feature is asked through
its `public`, or listened to through its `events`; what many offer to one place is registered in
`module`.
"""
