"""Levels of the points card (幸福卡等级): what somebody has earned lately, in words.

Nouns: ladder (the steps of a district, or of a city for the districts that say nothing; an edition,
never edited), step (from how many points on, and what it gives), level (the step on which a card
stands at an instant: reckoned from the ledger each time, never stored). What was taken back by then
does not count. A changed ladder takes no level away before the day that was told. Others make a
level a condition by `public.levels_known`, `level_of` and `find_step`. Announces nothing.
"""
