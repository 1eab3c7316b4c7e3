"""The witness at the edge: one entry for every change that somebody known has made."""

import re
from typing import Any
from uuid import UUID

from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.orm import Session as SyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.audit.models import LEVELS, AccessLook, AuditEntry
from shequ_api.base.audit.writing import ANONYMOUS, write_entry
from shequ_api.base.places.located import Located
from shequ_api.kit.hot.questions import COUNTS
from shequ_api.kit.http.exchange import Exchange
from shequ_api.kit.http.witness import UNSIGNED

CREATED = 201
MADE = re.compile(rb'\{"id":"([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})"')
"""Shapes of what was made begin with its id."""
LONGEST_PARAMETER = 100
TOUCHED, WROTE = "touched", "wrote"


class AuditWitness:
    """Writes who, as what, for whom, which operation, on which ids: never what was said."""

    def attend(self, exchange: Exchange) -> None:
        """Notice that something is written, and where the first located row lies."""
        event.listen(exchange.session.sync_session, "before_flush", _notice)
        event.listen(exchange.session.sync_session, "do_orm_execute", _notice_statement)

    def testify(self, exchange: Exchange, response: Any) -> None:
        """Add the entry; `response` is the edge's. Nobody known: none (a sign-in is a session)."""
        request = exchange.request
        actor: Actor | None = getattr(request.state, "actor", None)
        if actor is None or response.status_code >= 400:
            return
        _notice(exchange.session.sync_session)
        if exchange.reads and WROTE not in exchange.session.info:
            return
        parameters = {name: str(value) for name, value in request.path_params.items()}
        write_entry(
            exchange.session,
            at=exchange.now,
            operation=request.scope["operation"],
            subject_ids=[*_ids(parameters), *_made(response)],
            parameters={name: text[:LONGEST_PARAMETER] for name, text in parameters.items()},
            **_signature(exchange, actor),
        )


def _signature(exchange: Exchange, actor: Actor) -> dict[str, Any]:
    """Who, as what, for whom, and where; of whoever is anonymous only where."""
    info = exchange.session.info
    if UNSIGNED in info:
        where = info.get(TOUCHED)
        return {"role": ANONYMOUS, **{level: getattr(where, level, None) for level in LEVELS}}
    where = actor.acting or info.get(TOUCHED)
    return {
        "person_id": actor.person_id,
        "posting_id": actor.acting.id if actor.acting else None,
        "role": str(actor.role),
        "on_behalf_of_id": actor.concerned_id if actor.on_behalf_of else None,
        "request_id": exchange.request.scope.get("request_id"),
        **{level: getattr(where, level, None) for level in LEVELS},
    }


def _notice(session: SyncSession, *_: Any) -> None:
    for row in (*session.new, *session.dirty):
        # What is on record by itself makes no change of a request that reads.
        if not isinstance(row, AccessLook | AuditEntry):
            session.info[WROTE] = True
        if isinstance(row, Located):
            session.info.setdefault(TOUCHED, row)


def _notice_statement(state: ORMExecuteState) -> None:
    if state.execution_options.get(COUNTS):
        return
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info[WROTE] = True


def _ids(parameters: dict[str, str]) -> list[UUID]:
    """Those parameters that are ids; codes and names stay texts."""
    found = []
    for text in parameters.values():
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return list(dict.fromkeys(found))


def _made(response: Any) -> list[UUID]:
    found = MADE.match(response.body) if response.status_code == CREATED else None
    return [UUID(found[1].decode())] if found else []
