"""Inspection forms (排查表): the forms of `blocks.forms` that patrols fill in, and whose they are.

Nouns: form (of a community or district that began it, or shipped for all), draft, published
version, choice list (shared: its versions are taken over as they are), level (of a hazard: what the
flags of such a form must be). A draft is tried and published by whoever owns the form; a published
version never changes, and phones keep it. Announces nothing.
"""
