"""Why the indexer has stopped"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("chain_cursor", schema=None) as batch_op:
        batch_op.add_column(sa.Column("halted", sa.String(length=200), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("chain_cursor", schema=None) as batch_op:
        batch_op.drop_column("halted")
