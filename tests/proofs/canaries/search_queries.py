"""`q` does not search hidden fields: their values find no row, and the value of another field finds its row."""

from typing import Any

from sqlalchemy import select

from app.database import new_session
from specloom.model import Entity, Field
from specloom.runtime.search.words import words
from tests.proofs.canaries import row_keys, rows
from tests.proofs.canaries.context import Context, hidden_fields, model_of, owner

LONGEST = 255
"""Characters that `q` takes."""


async def seek(context: Context, entity: Entity) -> None:
    """Search for each text that a row holds."""
    if entity.search is None or "list" not in entity.operations:
        return
    await rows.clear()
    row = await rows.add(context, entity)
    searched = [entity.field(name) for name in entity.search.fields]
    hidden = hidden_fields(entity)
    for field, text in (await _texts(entity, row.id, [*hidden, *searched])).items():
        response = await context.send(entity, "list", 200, params={"q": text, "count": "true"})
        items = response.json()["items"] if response.status_code == 200 else []
        shown = [" ".join(item[each.name] or "" for each in searched) for item in items]
        if field in hidden and any(not set(words(text)) <= set(words(each)) for each in shown):
            context.faults.append(f"{owner(entity, field.name)} is found by `q`")
        if field in searched and not items:
            context.faults.append(f"{owner(entity, field.name)} is not found by `q`")


async def _texts(entity: Entity, key: Any, fields: list[Field]) -> dict[Field, str]:
    """Return what a row holds in these fields, where that is a text with a word that can be asked for."""
    table = model_of(entity).__table__
    one = row_keys.is_row(entity, table, key)
    async with new_session() as db:
        row = (await db.execute(select(*(table.c[each.column] for each in fields)).where(one))).one()
    texts = {field: value for field, value in zip(fields, row, strict=True) if isinstance(value, str)}
    return {field: text for field, text in texts.items() if len(text) <= LONGEST and words(text)}
