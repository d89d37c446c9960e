"""Write a new migration from what the models say: `python tools/new_migration.py "What it does"`; read it before you commit."""

import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.script import ScriptDirectory

sys.path.insert(0, str(Path(__file__).parent.parent))

from backend.db.migrate import alembic_config, upgrade
from backend.db.session import Database


def main() -> None:
    config = alembic_config()
    known = len(list(ScriptDirectory.from_config(config).walk_revisions()))
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.db")
        if known:
            upgrade(database)
        with database.engine.begin() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message=sys.argv[1], autogenerate=True, rev_id=f"{known + 1:04d}")
        database.close()


if __name__ == "__main__":
    main()
