"""News of levels (幸福卡等级告知): telling the holder of a points card that its level rose.

Nouns: mark (what its holder was told last). Reckons whenever something is earned or taken back.
Announces CardLevelRisen.
"""
