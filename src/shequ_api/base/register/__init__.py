"""The register of people and housing (人房信息): who lives where, and what is known of it
since when.

Nouns: entry (a human being as a dwelling's register names them; who owns one dwelling and rents
another has an entry at each, so that a grid's worker sees what concerns the grid), occupancy (as
what an entry belongs to its dwelling, from when until when, in which household), premises (a shop
or firm at a place), fact (what a key of the catalogue says about a dwelling, an entry or premises;
some are tags by which people can be addressed), correction (what a person asks to have changed in
their own entry: waiting, then accepted or rejected). Each carries its source, who verified it when,
and the day on which it grows stale. Nothing is overwritten: what is replaced is ended, or goes to
the history.
"""
