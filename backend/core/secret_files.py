"""Files that hold secrets: made once, readable by their owner only."""

import os
import secrets
from pathlib import Path


def ensure_secret(path: Path) -> bool:
    """Make a random secret of 256 bits (hex) at `path` unless there is one. True when it was made now."""
    if path.exists():
        return False
    write_private(path, secrets.token_hex(32).encode())
    return True


def write_private(path: Path, content: bytes) -> None:
    """Write a new file with mode 0600 in a folder with mode 0700. Raises FileExistsError rather than replace one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
