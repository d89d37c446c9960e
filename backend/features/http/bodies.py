"""What several answers of the API contain."""

from pydantic import BaseModel


class TierBody(BaseModel):
    """A kind of ticket."""

    number: int
    name: str
