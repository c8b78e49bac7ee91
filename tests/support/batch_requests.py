"""Bodies and responses of batches."""

from typing import Any
from uuid import uuid4

import httpx2 as httpx

NOBODY = "00000000-0000-7000-8000-000000000000"


def user_body(**values: Any) -> dict[str, Any]:
    return {"email": f"{uuid4().hex}@example.com", "password": "correct horse", **values}


def tag_body() -> dict[str, Any]:
    return {"name": uuid4().hex}


def changed(row: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return {"id": row["id"], "changes": changes}


def done(response: httpx.Response) -> dict[str, Any]:
    assert response.status_code == 200, response.text
    body: dict[str, Any] = response.json()
    return body
