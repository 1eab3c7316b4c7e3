"""Conflicts (底册冲突): what an answer said against what the register knows better.

Nouns: conflict (a statement of `register_answers` that was not taken: it waits until somebody keeps
what is known, takes what was said or says what is right, or until both say the same). Who decides
has seen what is known, by its version, and decides on no answer of their own. Announces nothing.
"""
