"""What the answers of inspections tell the register of people and housing (答案回写).

Nouns: statement (what one inspection's answer said of one fact; it was new, confirmed what was
known, replaced it, or is in conflict with it because what is known is better founded, newer, or
not what the phone had loaded), version (a digest of what is known of a fact, on which an answer may
be based). An inspection tells while it stands: once returned, rejected, deleted or edited, what it
told is taken back where nobody has said otherwise since. Announces nothing.
"""
