"""Visits: somebody comes to a dwelling or building, by arrangement and maybe together.

Nouns: visit (入户走访: planned, under way, done; or nobody_home, refused, cancelled), its purpose
(走访事由, a catalogue), participant (联合走访人: somebody who comes along), reply (what those who
live there say to it). Announces VisitPlanned, VisitMoved, VisitCancelled, VisitConcluded.
"""
