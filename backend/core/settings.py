"""One typed place for everything that can be set. Environment variables `EINLASS_<NAME>`; secrets as files below `var/`."""

from datetime import timedelta
from functools import cached_property
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from backend.core.errors import SetupError

ROOT = Path(__file__).parent.parent.parent


class Settings(BaseSettings):
    """The settings of one installation; immutable once read."""

    model_config = SettingsConfigDict(env_prefix="EINLASS_", frozen=True, extra="ignore")

    var: Path = Field(default=ROOT / "var", description="Folder for state: database, keys, logs, the local chain")
    database_url: str = Field(default="", description="SQLAlchemy URL; empty: SQLite below var/")
    rpc_url: str = Field(default="http://127.0.0.1:8545", description="JSON-RPC endpoint of the chain")
    rpc_urls: str = Field(
        default="", description="Several endpoints of the same chain, with commas; asked in this order; empty: rpc_url"
    )
    finality: str = Field(
        default="", description="finalized, safe, or a number of blocks; empty: what is usual on the chain"
    )
    base_url: str = Field(
        default="http://localhost:8000", description="How browsers reach the server; printed in links and QR codes"
    )
    deployment_file: Path | None = Field(
        default=None, description="Record written by `ape run deploy`; empty: by chain id"
    )
    # A session lasts a festival season's weekend; the login link only as long as somebody looks at the terminal.
    session_lifetime: timedelta = timedelta(days=7)
    login_link_lifetime: timedelta = timedelta(hours=12)
    pairing_lifetime: timedelta = timedelta(hours=12)
    # Codes stay valid until a day after the doors close: parties in Leipzig run late, and clocks are wrong.
    pass_grace: timedelta = timedelta(days=1)
    # Check-ins go to the chain in words of 256; waiting a little puts more of them in one word.
    settle_after: timedelta = timedelta(seconds=60)
    poll_interval: timedelta = timedelta(milliseconds=500)
    # Enough for 20,000 people with long names; more belongs in several files.
    import_max_bytes: int = 4 * 1024 * 1024
    import_max_rows: int = 20_000
    import_max_quantity: int = 20
    max_fee_gwei: int = Field(default=200, description="No transaction offers more per gas than this")
    bump_after: timedelta | None = Field(
        default=None, description="A transaction in no block after this offers more; empty: what is usual on the chain"
    )
    # What makes the server say that it is not ready: blocks that are there and not read, and no new block for this long
    # (not asked of local chains, which make one only when somebody wants it).
    most_behind: int = 50
    oldest_head: timedelta = timedelta(minutes=15)
    metrics_token: str = Field(
        default="", description="Whoever sends it as a bearer token may read /metrics; empty: this machine alone"
    )
    office_keystores: str = Field(
        default="", description="Further keystores (files, with commas) that mint beside keys/office.json"
    )

    @field_validator("base_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        return value.rstrip("/")

    @field_validator("metrics_token")
    @classmethod
    def _token_long_enough(cls, value: str) -> str:
        if value and len(value) < 24:
            raise ValueError("a token that nobody guesses has 24 characters or more")
        return value

    @field_validator("finality")
    @classmethod
    def _finality_known(cls, value: str) -> str:
        if value and value not in ("finalized", "safe") and not (value.isdecimal() and int(value) > 0):
            raise ValueError("neither finalized, safe nor a number of blocks")
        return value

    @property
    def rpc_endpoints(self) -> tuple[str, ...]:
        """Where the chain is asked, the first one first."""
        return _listed(self.rpc_urls) or (self.rpc_url,)

    @property
    def extra_office_keys(self) -> tuple[Path, ...]:
        """Keystores of the lanes beside the office's own."""
        return tuple(Path(name) for name in _listed(self.office_keystores))

    @cached_property
    def database(self) -> str:
        """The SQLAlchemy URL in use."""
        url = self.database_url or f"sqlite:///{self.var / 'einlass.db'}"
        # People paste what their hoster gives them; SQLAlchemy wants to know which driver.
        for prefix in ("postgres://", "postgresql://"):
            if url.startswith(prefix):
                return "postgresql+psycopg://" + url.removeprefix(prefix)
        return url

    @property
    def keys(self) -> Path:
        """Folder of the encrypted V3 keystores."""
        return self.var / "keys"

    @property
    def secrets(self) -> Path:
        """Folder of the files only this installation may read."""
        return self.var / "secrets"

    @property
    def https(self) -> bool:
        return self.base_url.startswith("https://")

    def deployment_path(self, chain_id: int) -> Path:
        """Where the deployment record of a chain is: a local chain's below var/, a public one's in the repository."""
        if self.deployment_file:
            return self.deployment_file
        if chain_id in (31337, 1337):
            return self.var / "deployments" / f"{chain_id}.json"
        return ROOT / "deployments" / f"{chain_id}.json"


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part for part in (each.strip() for each in text.split(",")) if part)


def read_secret(settings: Settings, name: str) -> bytes:
    """The secret kept in the file `name` below var/secrets.

    Raises SetupError `secret_missing` or `secret_weak`; `ensure_secret` makes one.
    """
    path = settings.secrets / name
    if not path.is_file():
        raise SetupError("secret_missing", path=str(path))
    value = path.read_bytes().strip()
    if len(value) < 32:
        raise SetupError("secret_weak", path=str(path))
    return value
