"""What this installation is bound to. Writer: features.installation."""

from datetime import datetime

from sqlalchemy import BigInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.db.models.base import Base


class Installation(Base):
    """The one chain this database belongs to and the addresses of our keys; one row, compared at every start."""

    __tablename__ = "installation"

    id: Mapped[int] = mapped_column(primary_key=True, default=1)
    chain_id: Mapped[int]
    genesis_hash: Mapped[str] = mapped_column(String(66))
    factory: Mapped[str] = mapped_column(String(42))
    from_block: Mapped[int] = mapped_column(BigInteger)
    admin: Mapped[str] = mapped_column(String(42))
    organiser: Mapped[str] = mapped_column(String(42))
    office: Mapped[str] = mapped_column(String(42))
    created_at: Mapped[datetime]
