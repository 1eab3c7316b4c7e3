"""The five codes (五码): what a community offers under order, view, handle, learn and ask.

Nouns: entry (an action that a module registered, as it is offered: title, parameters, audience,
opening hours, identity level, position), catalogue (entries of a district, subdistrict or
community; a draft that is previewed, and what is published), edition (a catalogue as it was
published; never changed), front door (the entries of all above a place, laid over each other, for
one who looks). What no module offers cannot be published. Announces CataloguePublished.
"""
