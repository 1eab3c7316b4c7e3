"""Sharing whole numbers out."""

from collections.abc import Sequence


def apportion(total: int, weights: Sequence[float], least: int = 0) -> list[int]:
    """Whole shares that add up to `total`, by the largest remainder; each has at least `least`.

    ValueError: `total` is not enough for that.
    """
    spare = total - least * len(weights)
    if spare < 0:
        raise ValueError(f"{total} cannot give {least} to each of {len(weights)}")
    whole = sum(weights)
    quotas = [spare * weight / whole for weight in weights]
    shares = [int(quota) for quota in quotas]
    behind = sorted(range(len(quotas)), key=lambda n: shares[n] - quotas[n])
    for n in behind[: spare - sum(shares)]:
        shares[n] += 1
    return [least + share for share in shares]


def running(counts: Sequence[int], first: int = 0) -> list[int]:
    """Where each count begins when they lie one behind the other."""
    begins = []
    for count in counts:
        begins.append(first)
        first += count
    return begins
