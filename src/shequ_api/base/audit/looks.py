"""Looks: each look at sensitive fields is written down in the transaction that answers it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.audit.models import AccessLook
from shequ_api.base.audit.purposes import LookPurpose
from shequ_api.base.audit.seals import Seals
from shequ_api.kit.http.exchange import request_id
from shequ_api.kit.ids import new_id


def note_look(
    session: AsyncSession,
    actor: Actor,
    *,
    subject_kind: str,
    subject_id: UUID,
    person_id: UUID | None,
    district_id: UUID | None,
    fields: Collection[str],
    purpose: LookPurpose,
    reason: str | None,
    now: datetime,
) -> AccessLook:
    """Write down that the actor looks at `fields` of a subject (a kind in the singular, its id).

    `person_id` is the person whom it is about, who may read it. The row is written by the commit
    before the answer: where it cannot be written, nothing is answered.
    """
    acting = actor.acting
    seals: Seals = session.info["seals"]
    look = AccessLook(
        id=new_id(),
        at=now,
        reader_id=actor.person_id,
        posting_id=acting.id if acting else None,
        role=actor.role,
        organisation_id=acting.organisation_id if acting else None,
        community_id=acting.community_id if acting else None,
        subdistrict_id=acting.subdistrict_id if acting else None,
        district_id=district_id or actor.district_id,
        city_id=acting.city_id if acting else None,
        subject_kind=subject_kind,
        subject_id=subject_id,
        person_id=person_id,
        fields=sorted(fields),
        purpose=purpose,
        reason=reason,
        request_id=request_id(),
        key_id=seals.current,
    )
    digest = seals.look_digest(look)
    assert digest is not None, "the ring holds its current key"
    look.digest = digest
    session.add(look)
    return look
