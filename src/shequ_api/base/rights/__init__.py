"""Rights: the tables of who may do what, to read, to ask about and to add to.

Nouns: permission (with its title and the identity level that it needs), role (a readable table of
permissions), custom role (an organisation's or community's own permission set: in use, retired),
edition (a custom role as it was from one change to the next), explanation (the checks, in
order, that let somebody do something or not: by the tables, then at the door of the operation
itself), sight (what the one who asks may name), search (whose number it is).
"""
