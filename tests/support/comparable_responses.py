"""Responses of two services in a form that can be compared, and the ids that each service made."""

import json
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from tests.support.comparable_requests import NOBODY, Key, Part, Ref


@dataclass(slots=True)
class Side:
    """One of the services: its ids of rows, by number, and the other way round."""

    ids: dict[int, Any] = field(default_factory=dict)
    """The members of a composite key, of others the id."""
    marks: dict[str, str] = field(default_factory=dict)

    def learn(self, number: int, id: Any) -> None:
        """Take the id of the row that was created."""
        self.ids[number] = id
        self.marks[json.dumps(id)] = f"row {number}"  # a label may be called "7" and a box be number 7

    def path(self, number: int) -> str:
        """Return what stands for a row behind the path of its collection."""
        id = self.ids.get(number, NOBODY)
        return "/".join(map(str, id.values())) if isinstance(id, dict) else str(id)

    def encoded(self, value: Any) -> Any:
        """Return a value with ids in place of references; of a row that was never created, an id of none."""
        if isinstance(value, Ref):
            return self.ids.get(value.number, NOBODY)
        if isinstance(value, Part):
            key = self.ids.get(value.number)
            return key[value.name] if key else None
        if isinstance(value, dict):
            made = {name: self.encoded(each) for name, each in value.items() if not isinstance(each, Key)}
            for key in (each for each in value.values() if isinstance(each, Key)):
                id = self.ids.get(key.number, NOBODY)
                made |= id if isinstance(id, dict) else {"id": id}
            return made
        return [self.encoded(each) for each in value] if isinstance(value, list) else value

    def query(self, params: tuple[tuple[str, Any], ...]) -> str:
        """Return the query string of parameters."""
        return urlencode([(name, self._text(self.encoded(value))) for name, value in params])

    def _text(self, value: Any) -> Any:
        """Return a value as it stands in a URL; several with commas between them."""
        return ",".join(map(str, value)) if isinstance(value, list) else value

    def seen(self, status: int, headers: dict[str, str], content: bytes) -> tuple[Any, ...]:
        """Return what can be compared of a response: everything, with marks for what each service makes itself."""
        text = content.decode()
        text = re.sub(r'"(created_at|updated_at)":"[^"]+"', r'"\1":"now"', text)
        text = re.sub(r'"(next|previous)_cursor":"[^"]+"', r'"\1_cursor":"some"', text)
        # A link that is a row of an entity has an id that no response has told before.
        text = re.sub(
            r'"id":("[0-9a-f]{8}-[0-9a-f-]{27}")', lambda found: f'"id":{self._mark(found[1], "some")}', text
        )
        text = re.sub(r'"[0-9a-f]{8}-[0-9a-f-]{27}"', lambda found: self._mark(found[0]), text)
        if status == 409:
            # A real difference: of several values that are taken, or targets that are missing, PostgreSQL names the one
            # that it meets first, and SQLite another one or all of them.
            text = re.sub(r'"errors":\[\{"pointer":"[^"]*","code":"(\w+)".*\]', r'"errors":"\1"', text)
        # PostgreSQL does not give the number of a refused row to the next one, so these differ as well.
        text = re.sub(r'"(id|box_id)":(\d+)', lambda found: f'"{found[1]}":{self._mark(found[2])}', text)
        text = re.sub(
            r'"(deleted|box_ids)":\[([\d,]+)\]', lambda found: f'"{found[1]}":[{self._marks(found[2])}]', text
        )
        kept = {name: headers[name] for name in ("content-type", "allow") if name in headers}
        return status, kept, text, "etag" in headers, "location" in headers

    def _marks(self, ids: str) -> str:
        return ",".join(map(self._mark, ids.split(",")))

    def _mark(self, id: str, unknown: str | None = None) -> str:
        """Return what stands for an id, both as JSON; for one that was never told `unknown`, or itself."""
        mark = self.marks.get(id, unknown)
        return id if mark is None else json.dumps(mark)
