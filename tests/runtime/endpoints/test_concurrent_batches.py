"""Batches that run at the same time do not deadlock."""

from concurrent.futures import ThreadPoolExecutor

import httpx2 as httpx

from tests.support.batch_requests import changed, tag_body, user_body
from tests.support.blog_requests import new_user


def test_batches_over_the_same_rows_wait_for_each_other(client: httpx.Client) -> None:
    """In whatever order they name them: none is 503, and each is done as a whole."""
    rows = [new_user(client) for _ in range(12)]

    def send(number: int) -> tuple[int, str]:
        order = rows if number % 2 else rows[::-1]
        name = f"by {number}"
        response = client.post("/users/batch", json={"update": [changed(row, name=name) for row in order]})
        return response.status_code, name

    with ThreadPoolExecutor(20) as threads:
        responses = [*threads.map(send, range(40))]
    assert {status for status, _ in responses} == {200}
    names = {client.get(f"/users/{row['id']}").json()["name"] for row in rows}
    assert len(names) == 1 and names <= {name for _, name in responses}


def test_batches_that_update_and_delete_the_same_rows(client: httpx.Client) -> None:
    """One of the deletions succeeds, and later batches find no row."""
    rows = [new_user(client) for _ in range(8)]
    tags = {row["id"]: client.get(f"/users/{row['id']}").headers["etag"] for row in rows}

    def send(number: int) -> int:
        order = rows if number % 2 else rows[::-1]
        half = [changed(row, name=f"by {number}") for row in order[:4]]
        if number % 3 == 0:
            half = [each | {"if_match": tags[each["id"]]} for each in half]
        gone = [{"id": row["id"]} for row in order[4:]] if number % 4 == 3 else []
        return client.post("/users/batch", json={"update": half, "delete": gone}).status_code

    with ThreadPoolExecutor(16) as threads:
        statuses = [*threads.map(send, range(32))]
    assert set(statuses) <= {200, 404, 412}
    assert statuses[3::4].count(200) == 1


def test_batches_that_create_the_same_rows_in_opposite_order(client: httpx.Client) -> None:
    """One succeeds; the others conflict with it, also where PostgreSQL must end a deadlock between them."""
    for path, bodies, parallel in (
        ("/users/batch", [user_body() for _ in range(10)], 10),
        ("/tags/batch", [tag_body() for _ in range(30)], 2),
    ):
        with ThreadPoolExecutor(parallel) as threads:
            orders = [bodies if number % 2 else bodies[::-1] for number in range(parallel)]
            responses = [
                *threads.map(lambda order, path=path: client.post(path, json={"create": order}), orders)
            ]
        statuses = sorted(response.status_code for response in responses)
        assert statuses == [200, *[409] * (parallel - 1)]
