"""The blog through the client of openapi-python-client. Nothing is cast."""

import sys
from uuid import UUID, uuid4

from blog_client import Client
from blog_client.api.post import batch_posts, create_post, list_posts, read_post, update_post
from blog_client.api.user import create_user
from blog_client.models.post import Post
from blog_client.models.post_batch import PostBatch
from blog_client.models.post_batch_delete_item import PostBatchDeleteItem
from blog_client.models.post_batch_result import PostBatchResult
from blog_client.models.post_batch_update_item import PostBatchUpdateItem
from blog_client.models.post_create import PostCreate
from blog_client.models.post_page import PostPage
from blog_client.models.post_update import PostUpdate
from blog_client.models.problem import Problem
from blog_client.models.user import User
from blog_client.models.user_create import UserCreate
from blog_client.types import UNSET, Unset


def main(address: str) -> None:
    """Use the blog, and check what it answers."""
    with Client(base_url=address, raise_on_unexpected_status=True) as client:
        author_id = new_author(client)
        for title in ("one", "two", "three"):
            created = create_post.sync(client=client, body=new_post(title, author_id))
            assert isinstance(created, Post) and created.status == "draft", created
        posts = all_posts(client, author_id)
        titles: list[str] = [each.title for each in posts]
        assert titles == ["one", "three", "two"], titles
        rows(client, posts[0].id)
        changes(client, posts[0].id)
        batches(client, posts, author_id)
        problems(client, author_id)


def new_author(client: Client) -> UUID:
    """Create a user and return its id."""
    body = UserCreate(email=f"ada-{uuid4().hex}@example.com", password="correct horse", name="Ada")
    author = create_user.sync(client=client, body=body)
    assert isinstance(author, User), author
    return author.id


def new_post(title: str, author_id: UUID, slug: str | None = None) -> PostCreate:
    """Return what creates a post."""
    return PostCreate(
        title=title,
        slug=slug or uuid4().hex,
        body="text",
        keywords=[],
        author_id=author_id,
        metadata=[1, None],
    )


def all_posts(client: Client, author_id: UUID) -> list[Post]:
    """Return the posts of an author, page by page."""
    posts: list[Post] = []
    cursor: str | Unset = UNSET
    while True:
        page = list_posts.sync(client=client, author_id=author_id, sort="title", limit=2, cursor=cursor)
        assert isinstance(page, PostPage), page
        posts += page.items
        if page.next_cursor is None:
            return posts
        cursor = page.next_cursor


def rows(client: Client, post_id: UUID) -> None:
    """Read a post alone, and with the rows that it refers to."""
    read = read_post.sync(post_id, client=client)
    assert isinstance(read, Post), read
    title: str = read.title
    assert title == "one" and read.author is UNSET and read.metadata == [1, None]
    expanded = read_post.sync(post_id, client=client, expand="author,tags")
    assert isinstance(expanded, Post), expanded
    assert isinstance(expanded.author, User), expanded
    name: str | None = expanded.author.name
    assert name == "Ada" and expanded.tags == []


def changes(client: Client, post_id: UUID) -> None:
    """Set, keep and clear a member, where the version is the one that was read."""
    etag = read_post.sync_detailed(post_id, client=client).headers["etag"]
    rated = update_post.sync(post_id, client=client, body=PostUpdate(rating="9.50"), if_match=etag)
    assert isinstance(rated, Post) and rated.rating == "9.50", rated
    kept = update_post.sync(post_id, client=client, body=PostUpdate(body="more"))
    assert isinstance(kept, Post) and kept.rating == "9.50", kept
    cleared = update_post.sync(post_id, client=client, body=PostUpdate(rating=None))
    assert isinstance(cleared, Post) and cleared.rating is None, cleared
    stale = update_post.sync(post_id, client=client, body=PostUpdate(title="late"), if_match=etag)
    assert isinstance(stale, Problem) and stale.status == 412, stale


def batches(client: Client, posts: list[Post], author_id: UUID) -> None:
    """Create, change and delete posts together."""
    body = PostBatch(
        create=[new_post("four", author_id)],
        update=[PostBatchUpdateItem(id=posts[0].id, changes=PostUpdate(title="first"))],
        delete=[PostBatchDeleteItem(id=posts[1].id)],
    )
    batch = batch_posts.sync(client=client, body=body)
    assert isinstance(batch, PostBatchResult), batch
    titles: list[str] = [batch.created[0].title, batch.updated[0].title]
    assert titles == ["four", "first"] and batch.deleted == [posts[1].id]


def problems(client: Client, author_id: UUID) -> None:
    """Send a wrong body and read what is wrong with it."""
    wrong = create_post.sync(client=client, body=new_post("", author_id, slug="No slug"))
    assert isinstance(wrong, Problem), wrong
    pointers: list[str] = [each.pointer for each in wrong.errors]
    assert wrong.title == "Unprocessable Content" and "/body/slug" in pointers, wrong


if __name__ == "__main__":
    main(sys.argv[1])
