"""Operations: every route by its operationId, with the title that people read and its policy."""

from dataclasses import dataclass

from fastapi import FastAPI

from shequ_api.kit.http.openapi import TITLED, routes_of
from shequ_api.kit.http.policy import deciding
from shequ_api.kit.http.route import TransactionRoute


@dataclass(frozen=True, slots=True)
class Operation:
    """What can be asked of the application."""

    name: str
    title: str
    permission: str
    """What its policy names: a permission, `signed_in` or `public`."""
    on_behalf: bool
    """Whether it may be done for another."""


class Operations:
    """operationId → operation, read from the routes once they are all there."""

    def __init__(self, app: FastAPI) -> None:
        self._by_name = {route.name: _operation(route) for _, route in routes_of(app)}

    def get(self, name: str) -> Operation | None:
        return self._by_name.get(name)

    def title_of(self, name: str) -> str:
        """The name itself where the operation is no more."""
        found = self._by_name.get(name)
        return found.title if found else name

    def needing(self, permission: str) -> list[Operation]:
        return [one for one in self._by_name.values() if one.permission == permission]


def operations_of(app: FastAPI) -> Operations:
    """The application's operations, read once."""
    found: Operations | None = getattr(app.state, "operations", None)
    if found is None:
        found = app.state.operations = Operations(app)
    return found


def _operation(route: TransactionRoute) -> Operation:
    said = deciding(route.policies).describe()
    return Operation(
        route.name,
        _title(route.endpoint.__doc__) or route.name,
        str(said["permission"]),
        bool(said.get("on_behalf")),
    )


def _title(docstring: str | None) -> str | None:
    found = TITLED.match((docstring or "").strip())
    return found["title"].strip() if found else None
