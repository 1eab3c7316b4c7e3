"""Redrawing: changing the two trees while people live and work in them.

Nouns: move (a place or a grid comes to lie elsewhere), demolition (a place ends, with all below
it), split and merger of micro-grids, dissolution (a grid ends, and none takes over). Places, the
rows that lie there and the postings of the workers move together, in one transaction under the
lock of the communities; `dry_run` shows what would move. Announces PlaceEnded, PlaceMoved,
GridEnded and PostingEnded.
"""
