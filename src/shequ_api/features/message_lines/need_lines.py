"""What is told to whoever placed a need, or is in a pool."""

from collections.abc import Callable
from typing import Any

from shequ_api.features.inbox.public import MessageKind
from shequ_api.features.message_lines.lines import Line
from shequ_api.features.need_pools.events import (
    NeedGathered,
    PoolCancelled,
    PoolClosed,
    PoolDelivered,
    PoolFact,
    PoolLapsed,
    PoolMembersTold,
    PoolOrdered,
)
from shequ_api.features.needs.events import NeedMadeOfTicket

K = MessageKind


def _after(fact: type[PoolFact]) -> Callable[[Any], bool]:
    return lambda told: bool(told.what == fact.name)


def _told(kind: MessageKind, fact: type[PoolFact]) -> Line:
    return Line(kind, PoolMembersTold, ("person_ids",), when=_after(fact))


NEED_LINES: tuple[Line, ...] = (
    Line(K.NEED_MADE_OF_TICKET, NeedMadeOfTicket, ("person_id",)),
    Line(K.NEED_GATHERED, NeedGathered, ("person_id",)),
    _told(K.NEED_POOL_CLOSED, PoolClosed),
    _told(K.NEED_POOL_LAPSED, PoolLapsed),
    _told(K.NEED_POOL_ORDERED, PoolOrdered),
    _told(K.NEED_POOL_DELIVERED, PoolDelivered),
    _told(K.NEED_POOL_CANCELLED, PoolCancelled),
)
