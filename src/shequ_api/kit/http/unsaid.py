"""What nobody has said: stand-ins for the content of a request that is only rehearsed.

They may be passed on and kept. Whatever looks at one, to decide by it or to work with it, ends the
rehearsal: from there on the answer depends on what would be sent.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from pydantic import BaseModel


class Untold(Exception):
    """Something was looked at that nobody has said."""


def _looked_at(*_: Any, **__: Any) -> NoReturn:
    raise Untold


class Unsaid:
    """A value of which nothing is known. Its members are as unknown as it is."""

    def __getattr__(self, name: str) -> "Unsaid":
        if name.startswith("_"):
            raise Untold
        return Unsaid()

    __call__ = __iter__ = __aiter__ = __next__ = __anext__ = __await__ = __getitem__ = _looked_at
    __enter__ = __exit__ = __aenter__ = __aexit__ = __contains__ = __len__ = __reversed__ = (
        _looked_at
    )
    __lt__ = __le__ = __gt__ = __ge__ = __neg__ = __pos__ = __abs__ = __round__ = _looked_at
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __mod__ = __rmod__ = _looked_at
    __truediv__ = __rtruediv__ = __floordiv__ = __rfloordiv__ = __pow__ = __rpow__ = _looked_at
    __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = _looked_at
    __int__ = __float__ = __index__ = __complex__ = __bytes__ = __fspath__ = _looked_at

    def __bool__(self) -> NoReturn:
        raise Untold

    def __eq__(self, _: object) -> NoReturn:
        raise Untold

    def __ne__(self, _: object) -> NoReturn:
        raise Untold

    def __hash__(self) -> NoReturn:
        raise Untold

    def __str__(self) -> NoReturn:
        raise Untold

    def __format__(self, _: str) -> NoReturn:
        raise Untold


class Least(Unsaid):
    """A body of which a few fields are said. What may be left out is left out.

    With `unsure`, a field that may be None is unsaid too: it may be the one that names what it is
    all about.
    """

    def __init__(self, shape: type[BaseModel], said: Mapping[str, Any], *, unsure: bool) -> None:
        for name, field in shape.model_fields.items():
            if name in said:
                self.__dict__[name] = said[name]
            elif not field.is_required():
                value = field.get_default(call_default_factory=True)
                if value is not None or not unsure:
                    self.__dict__[name] = value

    def __getattr__(self, name: str) -> Unsaid:
        if name.startswith(("_", "model_")):
            raise Untold
        return Unsaid()
