"""Who makes and retires issuer keys"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("issuer_key", schema=None) as batch_op:
        for column in ("created_by", "retired_by"):
            batch_op.add_column(sa.Column(column, sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True))
            batch_op.create_foreign_key(
                batch_op.f(f"fk_issuer_key_{column}_account"), "account", [column], ["id"], ondelete="SET NULL"
            )


def downgrade() -> None:
    with op.batch_alter_table("issuer_key", schema=None) as batch_op:
        for column in ("retired_by", "created_by"):
            batch_op.drop_constraint(batch_op.f(f"fk_issuer_key_{column}_account"), type_="foreignkey")
            batch_op.drop_column(column)
