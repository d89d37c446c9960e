"""How the API's description tells of failures: problem details (RFC 9457) for all of them."""

from typing import Any

from pydantic import BaseModel


class Problem(BaseModel):
    """What went wrong. `code` is stable; `title` and `detail` are in the language of Accept-Language."""

    type: str
    title: str
    status: int
    code: str
    detail: str


# Without these entries FastAPI would describe a body for status 422 that it never sends here.
FAILURES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": description,
        "content": {"application/problem+json": {"schema": Problem.model_json_schema()}},
    }
    for status, description in (
        ("4XX", "What was asked cannot be done; `code` says why"),
        ("5XX", "Broken on our side"),
    )
}
