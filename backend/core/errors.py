"""The errors a person can meet.

EinlassError            something with a stable code, an HTTP status and a sentence in the reader's language
├── NotFound            404  the thing does not exist, or not for you
├── Forbidden           403  you are known, and may not
├── Unauthenticated     401  nobody knows who you are
├── Conflict            409  the thing is no longer in the state this needs
├── Gone                410  it existed, and its time is over
├── Invalid             422  what was sent does not fit
├── TooLarge            413  more than is taken
├── RateLimited         429  too often
└── Unavailable         503  a part we need does not answer

The sentence is the Fluent message `error-<code>` with dashes for underscores, formatted with `params`; a test proves that no
code lacks one. SetupError is for the command line: it stops a process with one line and never reaches HTTP.
"""

from collections.abc import Mapping

Param = str | int


class EinlassError(Exception):
    """A failure with a name. `code` is stable and public, `params` are what its sentence needs."""

    status = 500

    def __init__(self, code: str, /, **params: Param) -> None:
        super().__init__(f"{code} {params}" if params else code)
        self.code = code
        self.params: Mapping[str, Param] = params


class NotFound(EinlassError):
    status = 404


class Forbidden(EinlassError):
    status = 403


class Unauthenticated(EinlassError):
    status = 401


class Conflict(EinlassError):
    status = 409


class Gone(EinlassError):
    status = 410


class Invalid(EinlassError):
    status = 422


class TooLarge(EinlassError):
    status = 413


class RateLimited(EinlassError):
    status = 429


class Unavailable(EinlassError):
    status = 503


class SetupError(EinlassError):
    """The installation is not in order; the process must stop and say what to do."""
