"""The register of people and housing (人房信息) as it is used at the door: who lives at a dwelling,
entering and correcting them, letting them move, finding them, and revealing what is masked.

Nouns: those of `base.register`. Premises, upkeep, residents, imports and exports are siblings, who
show an entry by the same shapes (`public`). Announces nothing.
"""
