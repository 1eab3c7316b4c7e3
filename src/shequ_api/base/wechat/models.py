from datetime import datetime

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from shequ_api.kit.model import Base


class WeChatPush(Base):
    """A push that was taken in, by the hash of what signed it; kept for as long as it is fresh."""

    __tablename__ = "wechat_pushes"
    ownership = "global"

    signed_hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    body_hash: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    received_at: Mapped[datetime] = mapped_column(index=True)
