"""Pure decisions about redrawing."""

from collections.abc import Iterable


def overlapping(paths: Iterable[str]) -> str | None:
    """One of these paths that is, or lies in, another of them; None where all are apart.

    A path is dotted labels; ordered by their labels, what lies in a place stands right behind it.
    """
    last: list[str] | None = None
    for labels in sorted(path.split(".") for path in paths):
        if last is not None and labels[: len(last)] == last:
            return ".".join(labels)
        last = labels
    return None
