"""Keep in which block an event was called off"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("chain_event", schema=None) as batch_op:
        batch_op.add_column(sa.Column("cancelled_block", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("chain_event", schema=None) as batch_op:
        batch_op.drop_column("cancelled_block")
