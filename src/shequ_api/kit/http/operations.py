"""Operations: every route by its operationId, with the title that people read and its policy."""

from dataclasses import dataclass
from typing import Any

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant

from shequ_api.kit.http.openapi import TITLED, routes_of
from shequ_api.kit.http.policy import deciding, walk
from shequ_api.kit.http.route import TransactionRoute

Loader = tuple[TransactionRoute, Dependant]
"""A dependency that finds a record, and a route on which it stands."""


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
        self._routes = {route.name: route for _, route in routes_of(app)}
        self._by_name = {name: _operation(route) for name, route in self._routes.items()}

        self._loaders: dict[str, dict[Any, Loader]] = {}
        for route in self._routes.values():
            for below in walk(route.dependant):
                if len(below.path_params) == 1:
                    found = self._loaders.setdefault(below.path_params[0].alias, {})
                    right = self._by_name[route.name].permission
                    found.setdefault((below.call, right), (route, below))

    def get(self, name: str) -> Operation | None:
        return self._by_name.get(name)

    def route_of(self, name: str) -> TransactionRoute:
        """The route of an operation that there is."""
        return self._routes[name]

    def loaders_of(self, parameter: str) -> list[Loader]:
        """What finds the things that this parameter of an address names, once for each right by
        which it looks."""
        return list(self._loaders.get(parameter, {}).values())

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
