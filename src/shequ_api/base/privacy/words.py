"""A copy of what is kept about somebody, in words: codes are ours to know, not theirs."""

from collections.abc import Mapping, Sequence
from typing import Any

from shequ_api.base.registry import Words


def together(given: Sequence[Words]) -> Words:
    """The words of many modules. Where two give one code a word, the first's counts."""
    joined: dict[str, dict[Any, str]] = {}
    for words in given:
        for title, known in words.items():
            joined[title] = {**known, **joined.get(title, {})}
    return joined


def in_words(kept: Any, words: Words, title: str = "") -> Any:
    """What stands under a title, with the codes that belong there as words, however deep.

    Of a mapping it is the keys that may be codes, of a list each of its elements.
    """
    known: Mapping[Any, str] = words.get(title, {})
    if isinstance(kept, dict):
        named = {known.get(key, key): value for key, value in kept.items()}
        return {key: in_words(value, words, key) for key, value in named.items()}
    if isinstance(kept, list | tuple):
        return [in_words(one, words, title) for one in kept]
    # True is 1 to a mapping.
    coded = isinstance(kept, str | int) and not isinstance(kept, bool)
    return known.get(kept, kept) if coded else kept
