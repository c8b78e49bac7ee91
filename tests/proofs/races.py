"""Races on the served blog: requests that arrive at the same time, of which only one may succeed.

Each race prepares rows, sends its requests at the same time, each on its own connection, and states the expected
result. `make check-races` and `tests/proofs/test_races.py` run all of `RACES`.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable
from typing import Any
from uuid import uuid4

import httpx2 as httpx

from tests.proofs.race_arena import Arena, Race, Result, Sent, new_post

SPREAD = 0.2
"""Seconds within which a deletion is sent among the others."""


async def patches_of_a_tag(arena: Arena) -> Result:
    """On the fast path: one statement of the driver each."""
    return await _patches(arena, await arena.tag(), lambda _: {"name": uuid4().hex})


async def patches_of_a_post(arena: Arena) -> Result:
    """Through an override that reads before it writes, in one transaction."""
    return await _patches(
        arena, await arena.post(), lambda number: {"title": f"Title {number}", "status": "published"}
    )


async def patches_of_links(arena: Arena) -> Result:
    """Changes of links alone."""
    tags = [(await arena.tag()).json()["id"] for _ in range(arena.parallel)]
    return await _patches(arena, await arena.post(), lambda number: {"tag_ids": [tags[number]]})


async def _patches(arena: Arena, made: httpx.Response, body: Callable[[int], dict[str, Any]]) -> Result:
    """Send patches with one entity tag: one changes the row, the others get 412."""
    path, match = made.headers["location"], {"If-Match": made.headers["etag"]}
    bodies = [body(number) for number in range(arena.parallel)]
    responses = await arena.at_once(Sent("PATCH", path, each, match) for each in bodies)
    result = Result(_statuses(responses), Counter({200: 1, 412: arena.parallel - 1}))
    now = await arena.now(path)
    for each, response in zip(bodies, responses, strict=True):
        kept = now.json() | each == now.json()
        if kept != (response.status_code == 200):
            result.faults.append(f"{response.status_code}, and the change is {'' if kept else 'not '}there")
        if response.status_code == 200 and response.headers["etag"] != now.headers["etag"]:
            result.faults.append("the version is another one than was answered")
    return result


async def replacements_and_deletions_of_a_tag(arena: Arena) -> Result:
    """PUT and DELETE with one entity tag, of which one wins."""
    return await _replacements_and_deletions(arena, await arena.tag(), lambda: {"name": uuid4().hex})


async def replacements_and_deletions_of_a_post(arena: Arena) -> Result:
    """The same through an override."""
    made = await arena.post()
    kept = {name: made.json()[name] for name in ("body", "status", "keywords", "metadata", "author_id")}
    kept |= dict.fromkeys(("rating", "published_at", "parent_id")) | {"tag_ids": []}
    return await _replacements_and_deletions(arena, made, lambda: {**kept, "title": uuid4().hex})


async def _replacements_and_deletions(
    arena: Arena, made: httpx.Response, body: Callable[[], dict[str, Any]]
) -> Result:
    path, match = made.headers["location"], {"If-Match": made.headers["etag"]}
    spread = arena.random.random() * SPREAD
    responses = await arena.at_once(
        Sent("DELETE", path, None, match, after=spread) if number % 2 else Sent("PUT", path, body(), match)
        for number in range(arena.parallel)
    )
    statuses = _statuses(responses)
    # To those that come after a deletion it is gone, to those that come after a replacement it has another version.
    winner, loser = (204, 404) if statuses[204] else (200, 412)
    result = Result(statuses, Counter({winner: 1, loser: arena.parallel - 1}))
    if ((await arena.now(path)).status_code == 404) != (winner == 204):
        result.faults.append("it is not there" if winner == 200 else "it is still there")
    return result


async def creates_of_one_tag(arena: Arena) -> Result:
    """On the fast path: of rows with one unique value, one is made."""
    name = uuid4().hex
    return await _creates(arena, "/tags", {"name": name}, lambda: {"name": name})


async def creates_of_one_user(arena: Arena) -> Result:
    """Addresses that differ in their case alone are one."""
    email = f"{uuid4().hex}@example.com"
    cases = itertools.cycle((email, email.upper(), email.title()))
    return await _creates(
        arena, "/users", {"email": email}, lambda: {"email": next(cases), "password": "correct horse"}
    )


async def creates_of_one_post(arena: Arena) -> Result:
    """Through an override."""
    slug, author = uuid4().hex, (await arena.user()).json()["id"]
    return await _creates(arena, "/posts", {"slug": slug}, lambda: new_post(slug=slug, author_id=author))


async def _creates(
    arena: Arena, path: str, one: dict[str, Any], body: Callable[[], dict[str, Any]]
) -> Result:
    responses = await arena.at_once(Sent("POST", path, body()) for _ in range(arena.parallel))
    result = Result(_statuses(responses), Counter({201: 1, 409: arena.parallel - 1}))
    page = await arena.client.get(path, params={**one, "count": "true"})
    if page.json()["total"] != 1:
        result.faults.append(f"there are {page.json()['total']} of them")
    return result


async def repetitions_of_one_request(arena: Arena) -> Result:
    """With one `Idempotency-Key` a request is done once, and all that repeat it get its response."""
    name, key = uuid4().hex, {"Idempotency-Key": uuid4().hex}
    responses = await arena.at_once([Sent("POST", "/tags", {"name": name}, key)] * arena.parallel)
    result = Result(_statuses(responses), Counter({201: arena.parallel}))
    if len({each.content for each in responses}) != 1:
        result.faults.append("the answers differ")
    page = await arena.client.get("/tags", params={"name": name, "count": "true"})
    if page.json()["total"] != 1:
        result.faults.append(f"there are {page.json()['total']} of them")
    return result


async def changes_to_one_value(arena: Arena) -> Result:
    """Different rows are given one unique value."""
    made = [(await arena.tag()).headers["location"] for _ in range(arena.parallel)]
    name = uuid4().hex
    responses = await arena.at_once(Sent("PATCH", path, {"name": name}) for path in made)
    return Result(_statuses(responses), Counter({200: 1, 409: arena.parallel - 1}))


async def references_to_what_is_deleted(arena: Arena) -> Result:
    """A user is deleted, and with it a post, while others are made to refer to that post.

    None may lose its reference without a new version.
    """
    author = (await arena.user()).json()["id"]
    target = (await arena.post(author_id=author)).json()["id"]
    made = [(await arena.post()).headers["location"] for _ in range(arena.parallel - 1)]
    changes = [Sent("PATCH", path, {"parent_id": target}) for path in made]
    return await _deletion_among(arena, changes, Sent("DELETE", f"/users/{author}"), "parent_id", None)


async def links_to_what_is_deleted(arena: Arena) -> Result:
    """A tag is deleted while posts are linked to it. None may lose its link without a new version."""
    tag = (await arena.tag()).json()["id"]
    made = [(await arena.post()).headers["location"] for _ in range(arena.parallel - 1)]
    changes = [Sent("PATCH", path, {"tag_ids": [tag]}) for path in made]
    return await _deletion_among(arena, changes, Sent("DELETE", f"/tags/{tag}"), "tag_ids", [])


async def replies_to_what_is_deleted(arena: Arena) -> Result:
    """A comment is deleted, which stays in its table, while others are made that refer to it.

    They are deleted along with it or refused: none is left that refers to a deleted one.
    """
    post = (await arena.post()).json()["id"]
    comment = await arena.made("/comments", body="Text", post_id=post)
    reply = {"body": "Text", "post_id": post, "parent_id": comment.json()["id"]}
    deletion = Sent("DELETE", comment.headers["location"], after=arena.random.random() * SPREAD)
    responses = await arena.at_once([Sent("POST", "/comments", reply)] * (arena.parallel - 1) + [deletion])
    statuses = _statuses(responses)
    made = [each.headers["location"] for each in responses if each.status_code == 201]
    result = Result(statuses, Counter({204: 1, 201: len(made), 409: arena.parallel - 1 - len(made)}))
    for path in made:
        if (await arena.now(path)).status_code != 404:
            result.faults.append("it refers to what was deleted")
    return result


async def restored_replies_to_what_is_deleted(arena: Arena) -> Result:
    """A comment is deleted while deleted replies to it are restored: none is left that refers to a deleted one."""
    post = (await arena.post()).json()["id"]
    comment = await arena.made("/comments", body="Text", post_id=post)
    reply = {"body": "Text", "post_id": post, "parent_id": comment.json()["id"]}
    made = [(await arena.made("/comments", **reply)).headers["location"] for _ in range(arena.parallel - 1)]
    for path in made:
        (await arena.client.delete(path)).raise_for_status()
    deletion = Sent("DELETE", comment.headers["location"], after=arena.random.random() * SPREAD)
    statuses = _statuses(await arena.at_once([*(Sent("POST", f"{each}/restore") for each in made), deletion]))
    restored = statuses[200]
    result = Result(statuses, Counter({204: 1, 200: restored, 409: len(made) - restored}))
    for path in made:
        if (await arena.now(path)).status_code != 404:
            result.faults.append("it refers to what was deleted")
    return result


async def _deletion_among(
    arena: Arena, changes: list[Sent], deletion: Sent, name: str, without: object
) -> Result:
    """Send a deletion in the midst of changes that refer to what is deleted; before it they succeed, after it fail."""
    responses = await arena.at_once([*changes, deletion._replace(after=arena.random.random() * SPREAD)])
    statuses = _statuses(responses)
    result = Result(statuses, Counter({204: 1, 200: statuses[200], 409: len(changes) - statuses[200]}))
    for response in responses:
        if response.status_code != 200:
            continue
        now = await arena.now(str(response.request.url))
        if now.json()[name] != without:
            result.faults.append("it still refers to what was deleted")
        if now.headers["etag"] == response.headers["etag"]:
            result.faults.append("it changed and kept its version")
    return result


def _statuses(responses: Iterable[httpx.Response]) -> Counter[int]:
    return Counter(response.status_code for response in responses)


RACES: dict[str, Race] = {
    "PATCH of one tag, one ETag": patches_of_a_tag,
    "PATCH of one post, one ETag": patches_of_a_post,
    "PATCH of one post's links, one ETag": patches_of_links,
    "PUT and DELETE of one tag, one ETag": replacements_and_deletions_of_a_tag,
    "PUT and DELETE of one post, one ETag": replacements_and_deletions_of_a_post,
    "POST of one tag's name": creates_of_one_tag,
    "POST of one user's address": creates_of_one_user,
    "POST of one post's slug": creates_of_one_post,
    "POST of one tag, one Idempotency-Key": repetitions_of_one_request,
    "PATCH of many tags to one name": changes_to_one_value,
    "PATCH to refer to what goes with another": references_to_what_is_deleted,
    "PATCH to link to what is deleted": links_to_what_is_deleted,
    "POST to refer to what is deleted and stays": replies_to_what_is_deleted,
    "Restoring what refers to what is deleted": restored_replies_to_what_is_deleted,
}
"""All races. Tags and users take the fast path; posts go through the service in `app/services`."""
