"""What staff decide about hazards: to let one go, to ask anew, how long each level may take.

Nouns: waiver (核销: a false alarm, or not to be followed; with a reason, and by two persons where
the hazard is major or critical), deadline (of a district, per level; hazards keep it).
"""
