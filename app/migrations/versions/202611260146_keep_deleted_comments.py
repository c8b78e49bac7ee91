"""Keep deleted comments, and let comments reply to comments."""

import sqlalchemy as sa
from alembic import op

revision = "87fc2f4e47a8"
down_revision = "b14d100299a3"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the database."""
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("parent_id", sa.Uuid(), nullable=True))
        batch_op.add_column(sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index("ix_comments_parent_id", ["parent_id"], unique=False)
        batch_op.create_foreign_key(
            "fk_comments_parent_id", "comments", ["parent_id"], ["id"], ondelete="CASCADE"
        )


def downgrade() -> None:
    """Undo the change."""
    with op.batch_alter_table("comments", schema=None) as batch_op:
        batch_op.drop_constraint("fk_comments_parent_id", type_="foreignkey")
        batch_op.drop_index("ix_comments_parent_id")
        batch_op.drop_column("deleted_at")
        batch_op.drop_column("parent_id")
