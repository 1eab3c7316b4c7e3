"""Putting partners together for a reader."""

from collections.abc import Mapping
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from shequ_api.base.access.actor import Actor
from shequ_api.base.files.models import File
from shequ_api.base.files.showing import Showcase
from shequ_api.blocks.workflow.queries import trail_lines
from shequ_api.features.partners import queries
from shequ_api.features.partners.contacts import masked_phone, open_phone
from shequ_api.features.partners.flow import FLOW, STATE_TITLES, STEP_TITLES, PartnerState
from shequ_api.features.partners.models import Partner, PartnerAgreement
from shequ_api.features.partners.permissions import PartnerPermission
from shequ_api.features.partners.schemas import (
    AgreementView,
    PartnerDossier,
    PartnerStep,
    PartnerView,
    PublicPartner,
)


def partner_view(session: AsyncSession, row: Mapping[str, Any]) -> PartnerView:
    """A line of `partner_lines`."""
    return PartnerView(**_told(session, row))


def _told(session: AsyncSession, row: Mapping[str, Any]) -> dict[str, Any]:
    title = STATE_TITLES[PartnerState(row["state"])]
    phone = masked_phone(session, SimpleNamespace(**row))
    return dict(row) | {"state_title": title, "contact_phone": phone}


def public_partner(session: AsyncSession, row: Mapping[str, Any]) -> PublicPartner:
    """A line of `public_partners`: name and number only where the partner shows them."""
    shown = bool(row["shows_contact"])
    phone = open_phone(session, SimpleNamespace(**row)) if shown else None
    name = row["contact_name"] if shown else None
    return PublicPartner(**dict(row) | {"contact_name": name, "contact_phone": phone})


async def view_of(session: AsyncSession, partner: Partner) -> PartnerView:
    """The partner as it stands now."""
    return partner_view(session, await _line(session, partner.id))


async def _line(session: AsyncSession, partner_id: UUID) -> Mapping[str, Any]:
    await session.flush()
    line = queries.partner_lines(Partner.id == partner_id)
    return dict((await session.execute(line)).mappings().one())


async def dossier_of(
    session: AsyncSession, actor: Actor, partner: Partner, showcase: Showcase, now: datetime
) -> PartnerDossier:
    """The partner with its licence and its way; names of staff for those who oversee."""
    row = _told(session, await _line(session, partner.id))
    licence = None
    if partner.licence_file_id is not None:
        file = await session.get_one(File, partner.licence_file_id)
        licence = showcase.view(file, now) if file.erased_at is None else None
    named = actor.may(PartnerPermission.OVERSEE)
    steps = [
        PartnerStep(
            step=step.step,
            step_title=STEP_TITLES[step.step],
            state=step.state,
            at=step.at,
            actor_name=step.actor_name if named else None,
            note=step.note,
        )
        for step in await session.execute(trail_lines(partner.case_id))
    ]
    legal = FLOW.legal_from(partner.state)
    return PartnerDossier(**row, licence=licence, legal_steps=legal, steps=steps)


async def agreement_view(session: AsyncSession, agreement: PartnerAgreement) -> AgreementView:
    """The agreement as it stands now, with its text."""
    await session.flush()
    lines = queries.agreement_lines(agreement.partner_id)
    line = lines.where(PartnerAgreement.id == agreement.id)
    return AgreementView(**dict((await session.execute(line)).mappings().one()))
