"""Let a collective choose its style and palette, and an event its style"""

import hashlib

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Before there was a choice, the pages took a collective's palette from its name: it keeps that one.
PALETTES = ("signal", "sun", "sky", "rose", "lilac", "sea")


def upgrade() -> None:
    with op.batch_alter_table("collective", schema=None) as batch_op:
        batch_op.add_column(sa.Column("style", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("palette", sa.String(length=12), nullable=True))
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("style", sa.String(length=12), nullable=True))
    collective = sa.table("collective", sa.column("id"), sa.column("name"), sa.column("palette"))
    connection = op.get_bind()
    for row in connection.execute(sa.select(collective.c.id, collective.c.name)).all():
        palette = PALETTES[hashlib.sha256(row.name.encode()).digest()[0] % len(PALETTES)]
        connection.execute(sa.update(collective).where(collective.c.id == row.id).values(palette=palette))
    with op.batch_alter_table("collective", schema=None) as batch_op:
        batch_op.alter_column("palette", existing_type=sa.String(length=12), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_column("style")
    with op.batch_alter_table("collective", schema=None) as batch_op:
        batch_op.drop_column("palette")
        batch_op.drop_column("style")
