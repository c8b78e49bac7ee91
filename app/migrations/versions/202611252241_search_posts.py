"""Search posts."""

from alembic import op

revision = "b14d100299a3"
down_revision = "3f52c875936e"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Change the database."""
    op.create_search("posts_search", "posts", ["title", "body"])


def downgrade() -> None:
    """Undo the change."""
    op.drop_search("posts_search", "posts", ["title", "body"])
