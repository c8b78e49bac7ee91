"""Renders `services/` and `references.py`: the operations, bound to their tables and schemas."""

from collections.abc import Iterator
from typing import Any

from specloom.emit.key_annotations import key_type
from specloom.emit.models import link_name
from specloom.emit.template import fill
from specloom.model import Entity, Field, Link, Role, Service, Visibility
from specloom.types import LINK_LENGTH, row


def render(service: Service) -> dict[str, str]:
    """Return the service of each entity, and the table of all references."""
    files = {f"services/{entity.module}.py": _module(service, entity) for entity in service.entities}
    files["references.py"] = fill("references.py.jinja", references=_references(service))
    return files


def _module(service: Service, entity: Entity) -> str:
    links = [link for link in entity.links if link.visibility is not Visibility.INTERNAL]
    fields = [field for field in entity.fields if not field.hidden or field.role is Role.VERSION]
    return fill(
        "service.py.jinja",
        entity=entity,
        id_type=key_type(entity),
        fields=[
            {
                "name": field.attribute,
                "type": row(field.type).annotation(field.type) + (" | None" if field.nullable else ""),
            }
            for field in fields
        ],
        links=[
            {
                "attribute": link.ids_attribute,
                "type": _id_annotation(service, link.target),
                "owner": _link_column(service, entity, link, link.column),
                "target": _link_column(service, entity, link, link.target_column),
                "relation": service.entity(link.target).module,
                "shown": link.visibility.in_response,
                "max_items": None if link.max_items == LINK_LENGTH else link.max_items,
                "through": service.entity(link.through) if link.through is not None else None,
                "soft": service.entity(link.through or link.target).soft_delete,
            }
            for link in links
        ],
        associations=[link_name(entity, link) for link in links if link.through is None],
        through=[service.entity(link.through) for link in links if link.through is not None],
        enums=sorted({field.type.enum for field in fields if field.type.enum} | _item_enums(fields)),
        constraints=_constraints(entity),
        passwords=[field.attribute for field in entity.fields if field.type.kind == "password"],
        references={
            reference.parts or fields[0].attribute: service.entity(reference.target).module
            for reference, fields in entity.to_one
        },
        soft_delete_references=tuple(_soft_delete_references(service, entity, links)),
    )


def _soft_delete_references(service: Service, entity: Entity, links: list[Link]) -> Iterator[str]:
    """Yield the attributes of references and links to entities with soft deletion."""
    for field in entity.references:
        if field.reference is not None and service.entity(field.reference.target).soft_delete:
            yield field.attribute
    for link in links:
        if service.entity(link.target).soft_delete:
            yield link.ids_attribute


def _link_column(service: Service, entity: Entity, link: Link, name: str) -> str:
    """Return the expression of a column of a link's table."""
    if link.through is None:
        return f"{link_name(entity, link)}.c[{name!r}]"
    return f"column_of({service.entity(link.through).name}, {name!r})"


def _item_enums(fields: list[Field]) -> set[str]:
    return {field.type.item.enum for field in fields if field.type.item is not None and field.type.item.enum}


def _id_annotation(service: Service, name: str) -> str:
    id_type = service.entity(name).id.type
    return row(id_type).annotation(id_type)


def _constraints(entity: Entity) -> dict[str, tuple[str, ...]]:
    """Return the attributes of each constraint, or none if one of them is hidden."""
    constraints = {}
    for unique in entity.uniques:
        hidden = any(entity.field(name).hidden for name in unique.fields)
        constraints[unique.name] = () if hidden else unique.fields
    for reference, parts in entity.to_one:
        constraints[reference.constraint] = () if parts[0].hidden else tuple(each.attribute for each in parts)
    for check in entity.checks:
        fields = [entity.field(name) for name in check.fields]
        constraints[check.name] = tuple(each.attribute for each in fields if each.in_create or each.in_update)
    for link in entity.links:
        constraints[link.target_constraint] = (link.ids_attribute,)
    return constraints


def _references(service: Service) -> dict[str, list[dict[str, Any]]]:
    """Return, for each table, the foreign keys that refer to it, as arguments of `Referrer`.

    A hidden reference is not part of a representation: a new version of the row would reveal it. If the database
    itself sets it to null, it needs no action.
    """
    references: dict[str, list[dict[str, Any]]] = {}
    for entity in service.entities:
        for reference, fields in entity.to_one:
            target = service.entity(reference.target)
            silent = fields[0].hidden and reference.on_delete == "set_null"
            cascades = reference.on_delete == "cascade"
            if silent and not target.soft_delete:
                continue
            columns = tuple(each.column for each in fields)
            arguments = {
                "column": columns if reference.parts else columns[0],
                "on_delete": reference.on_delete,
                **_row_options(entity, counted=not silent),
                **({"soft": True} if entity.soft_delete else {}),
                **({"nullable": True} if cascades and all(each.nullable for each in fields) else {}),
            }
            references.setdefault(target.table, []).append({"table": entity.table, **arguments})
        for link in entity.links:
            if not link.visibility.in_response:
                continue
            table = service.entity(link.target).table
            column: str | tuple[str, ...] = link.target_column
            options = {
                "on_delete": "link",
                **_row_options(entity),
                "link_table": link.table,
                "link_owner": link.column,
            }
            # The rows of a `through` entity are deleted with the target, or prevent its deletion.
            if link.through is not None:
                through = service.entity(link.through)
                table, column = through.table, _key_columns(through)
                options["link_target"] = link.target_column
            references.setdefault(table, []).append({"table": entity.table, "column": column, **options})
    return dict(sorted(references.items()))


def _key_columns(entity: Entity) -> str | tuple[str, ...]:
    """Return the column of the primary key, or the columns of a composite one."""
    return tuple(each.column for each in entity.key) if entity.parts else entity.id.column


def _row_options(entity: Entity, *, counted: bool = True) -> dict[str, Any]:
    """Return the arguments for the version and time of a changed row that differ from the defaults."""
    options: dict[str, Any] = {}
    if (key := _key_columns(entity)) != "id":
        options["key"] = key
    if not entity.versioned or not counted:
        options["versioned"] = False
    for field in entity.fields:
        if field.role is Role.UPDATED_AT and counted:
            options["updated_at"] = field.column
    return options
