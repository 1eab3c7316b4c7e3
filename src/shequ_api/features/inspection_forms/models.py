from uuid import UUID

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base


class InspectionForm(Base):
    """That a form is one for inspections, and whose it is."""

    __tablename__ = "inspection_forms"
    ownership = "global"

    form_id: Mapped[UUID] = mapped_column(ForeignKey("forms.id"), primary_key=True)
    place_id: Mapped[UUID | None] = mapped_column(ForeignKey("places.id"), index=True)
    """The community or district that drafts and uses it; None: shipped, for all to use."""
