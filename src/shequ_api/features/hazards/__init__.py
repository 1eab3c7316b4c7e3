"""Hazards: what is dangerous at a place, from being found to being seen to be gone.

Nouns: hazard (隐患: found, rectifying, rectified, then closed by a passing re-inspection; back to
rectifying by a failing one; or waived, or void), finding (what one inspection saw of it), deadline
(per district and level). Inspections tell it by `public.take_in`, `retell`, `withdraw`; tickets by
their facts. Announces HazardFound, HazardRectified, HazardReinspectionFailed, HazardClosed,
HazardDropped, HazardEscalated.
"""
