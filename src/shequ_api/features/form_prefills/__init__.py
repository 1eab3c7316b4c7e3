"""Prefills (预填): what is known already, as answers to a form, so that nobody types it twice.

Nouns: prefill (of a form's version and a place: for each field that tells a fact of the register
its value, where that comes from, and the version on which the next answer is based; and whom the
form's references may name there). What is sealed stays masked or away. Announces nothing.
"""
