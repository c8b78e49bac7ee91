"""Renders `models/`: one SQLAlchemy class for each entity."""

import base64
import json
from collections.abc import Iterator
from typing import Any

from specloom.emit.annotations import literal
from specloom.emit.name_conflicts import shadows_builtin
from specloom.emit.sql_conditions import sql
from specloom.emit.template import fill
from specloom.model import Default, Entity, Field, Link, Reference, Role, Service
from specloom.naming.identifiers import attribute, constraint
from specloom.types import Type, row

_ON_DELETE = {"cascade": "CASCADE", "set_null": "SET NULL"}
_MAKERS = {"now": "utcnow", "today": "today", "uuid": "uuid7"}


def render(service: Service) -> dict[str, str]:
    """Return the module of each entity, and the package that loads them all."""
    inverses: dict[str, list[dict[str, Any]]] = {entity.name: [] for entity in service.entities}
    for entity in service.entities:
        for target, relationship in _inverses(entity):
            inverses[target].append(relationship)
    files = {
        f"models/{entity.module}.py": _module(service, entity, inverses[entity.name])
        for entity in service.entities
    }
    files["models/__init__.py"] = fill("models_init.py.jinja", entities=service.entities)
    return files


def _module(service: Service, entity: Entity, inverses: list[dict[str, Any]]) -> str:
    relationships = [_to_one(service, entity, *each) for each in entity.to_one]
    relationships += [_to_many(entity, link) for link in entity.links]
    relationships += inverses
    others = sorted({each["target"] for each in relationships} - {entity.name})
    return fill(
        "model.py.jinja",
        entity=entity,
        columns=[{"field": each, "text": _column(service, entity, each)} for each in entity.fields],
        relationships=relationships,
        others=[service.entity(name) for name in others],
        enums=sorted({name for each in entity.fields if (name := _enum(each.type))}),
        links=[_link(service, entity, link) for link in entity.associations],
        keys=[_foreign_keys(service, *each) for each in entity.to_one if each[0].parts],
        checks=[*_enum_checks(entity), *_checks(entity)],
    )


def _enum(type_: Type) -> str | None:
    return _enum(type_.item) if type_.item else type_.enum


def _column(service: Service, entity: Entity, field: Field) -> str:
    """Return `name: Mapped[...] = mapped_column(...)`."""
    annotation = row(field.type).annotation(field.type)
    arguments = [repr(field.column)] if field.column != field.attribute else []
    column_type = row(field.type).column(field.type)
    arguments.append(f"Hidden({column_type})" if field.is_secret else column_type)
    if field.reference is not None and not field.reference.parts:
        arguments.append(_foreign_key(service, field.reference))
    if field.role is Role.ID:
        arguments.append("primary_key=True")
        if field.type.kind == "uuid":
            arguments.append("default=uuid7")
    if annotation == "Any":  # SQLAlchemy cannot derive it from `Any | None`
        arguments.append(f"nullable={field.nullable}")
    if field.default is not None:
        arguments.append(f"default={_default(service, field.type, field.default)}")
    if field.role is Role.VERSION:
        arguments.append(f"default=first_version, onupdate=next_version({entity.table!r})")
    if field.role is Role.UPDATED_AT:
        arguments.append("onupdate=utcnow")
    mapped = f"{annotation} | None" if field.nullable else annotation
    return f"{field.attribute}: Mapped[{mapped}] = mapped_column({', '.join(arguments)})"


def _foreign_key(service: Service, reference: Reference) -> str:
    target = service.entity(reference.target)
    arguments = [repr(f"{target.table}.{target.id.column}"), *_options(reference)]
    return f"ForeignKey({', '.join(arguments)})"


def _foreign_keys(service: Service, reference: Reference, fields: tuple[Field, ...]) -> str:
    """Return the constraint of a foreign key with several columns."""
    target = service.entity(reference.target)
    columns = ", ".join(repr(each.column) for each in fields)
    targets = ", ".join(repr(f"{target.table}.{each.column}") for each in target.key)
    return f"ForeignKeyConstraint([{columns}], [{targets}], {', '.join(_options(reference))})"


def _options(reference: Reference) -> list[str]:
    """Return the arguments of a foreign key for its name and its action on deletion."""
    arguments = [f"name={reference.constraint!r}"]
    # `restrict` is rendered as NO ACTION. With RESTRICT, the success of a deletion would depend on the order of
    # cascades.
    if reference.on_delete in _ON_DELETE:
        arguments.append(f"ondelete={_ON_DELETE[reference.on_delete]!r}")
    if reference.cyclic:
        arguments.append("use_alter=True")
    return arguments


def _default(service: Service, type_: Type, default: Default) -> str:
    """Return the Python expression for `default=`: a literal, or a function if each row needs its own value."""
    if default.kind != "value":
        return _MAKERS[default.kind]
    expression = _literal(service, type_, default.value)
    if expression in ("[]", "{}"):
        return "list" if expression == "[]" else "dict"
    is_made_anew = type_.kind in ("array", "json") and expression[0] in "[{"
    return f"lambda: {expression}" if is_made_anew else expression


def _literal(service: Service, type_: Type, value: Any) -> str:
    """Return the Python expression of a value in the JSON form of a spec."""
    if value is None:
        return "None"
    match type_.kind:
        case "array":
            assert type_.item is not None
            return f"[{', '.join(_literal(service, type_.item, each) for each in value)}]"
        case "json":
            return literal(json.loads(value))
        case "enum":
            assert type_.enum is not None
            member = next(name for name, each in service.enum(type_.enum).members if each == value)
            return f"{type_.enum}.{member}"
        case "decimal":
            return f"Decimal({str(value)!r})"
        case "date" | "time" | "datetime":
            return f"dt.{type_.kind}.fromisoformat({str(value)!r})"
        case "duration":
            return f"parse_duration({value!r})"
        case "uuid":
            return f"UUID({str(value)!r})"
        case "bytes":
            return repr(base64.b64decode(value))
        case "float":
            return repr(float(value))
    return literal(value)


def _enum_checks(entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield the name and the condition of each enum's CHECK."""
    for field in entity.fields:
        if field.check:
            values = ", ".join("'" + value.replace("'", "''") + "'" for value in field.type.values)
            yield field.check, literal(_text(f'"{field.column}" IN ({values})'))


def _checks(entity: Entity) -> Iterator[tuple[str, str]]:
    """Yield the name and the condition of each check of the spec, as Python expressions."""
    for check in entity.checks:
        condition = sql(entity, check.condition, "postgresql")
        on_sqlite = sql(entity, check.condition, "sqlite")
        if condition == on_sqlite:
            yield check.name, literal(_text(condition))
        else:
            yield check.name, f"ByDialect({literal(condition)}, sqlite={literal(on_sqlite)})"


def _text(condition: str) -> str:
    """Return a condition for SQLAlchemy's `text`, where `:name` would be a parameter."""
    return condition.replace(":", "\\:")


def _to_one(
    service: Service, entity: Entity, reference: Reference, fields: tuple[Field, ...]
) -> dict[str, Any]:
    arguments = [f"foreign_keys=[{', '.join(each.attribute for each in fields)}]"]
    if reference.target == entity.name:
        key = [f"{entity.name}.{each.attribute}" for each in service.entity(reference.target).key]
        columns = key[0] if len(key) == 1 else f"[{', '.join(key)}]"
        arguments.append(f"remote_side=lambda: {columns}")
    if reference.inverse:
        arguments.append(f"back_populates={reference.inverse!r}")
    annotation = f'"{reference.target} | None"' if fields[0].nullable else f'"{reference.target}"'
    return _relationship(entity.name, reference.attribute, annotation, reference.target, arguments)


def _to_many(entity: Entity, link: Link) -> dict[str, Any]:
    table = link_name(entity, link) if link.through is None else _table_of(link)
    arguments = [f"secondary=lambda: {table}"]
    if link.target == entity.name:
        arguments += _joins(entity, table, link.column, link.target_column)
    arguments += _view_only(link)
    if link.inverse:
        arguments.append(f"back_populates={link.inverse!r}")
    annotation = f'list["{link.target}"]'
    return _relationship(entity.name, link.attribute, annotation, link.target, arguments)


def _table_of(link: Link) -> str:
    """Return the expression of a link's table, for a module that does not define it."""
    return f"Base.metadata.tables[{link.table!r}]"


def _joins(entity: Entity, table: str, column: str, other: str) -> list[str]:
    """Return the join conditions of a relation between rows of the same entity."""
    key = f"{entity.name}.{entity.id.attribute}"
    return [
        f"primaryjoin=lambda: {key} == {table}.c[{column!r}]",
        f"secondaryjoin=lambda: {key} == {table}.c[{other!r}]",
    ]


def _view_only(link: Link) -> list[str]:
    """Return the arguments that prevent the ORM from writing links that are rows of an entity."""
    return ["viewonly=True"] if link.through is not None else []


def _inverses(entity: Entity) -> list[tuple[str, dict[str, Any]]]:
    """Return pairs of target and inverse relationship for the relations of an entity."""
    found = []
    for reference, fields in entity.to_one:
        if reference.inverse:
            columns = ", ".join(f"{entity.name}.{each.attribute}" for each in fields)
            columns = columns if len(fields) == 1 else f"[{columns}]"
            arguments = [
                f'foreign_keys="{columns}"',
                f"back_populates={reference.attribute!r}",
                "passive_deletes=True",
            ]
            annotation = f'"{entity.name} | None"' if reference.unique else f'list["{entity.name}"]'
            owner = reference.target
            found.append((owner, _relationship(owner, reference.inverse, annotation, entity.name, arguments)))
    for link in entity.links:
        if link.inverse:
            table = (
                link_name(entity, link)
                if link.target == entity.name and not link.through
                else _table_of(link)
            )
            arguments = [f"secondary=lambda: {_table_of(link)}", f"back_populates={link.attribute!r}"]
            arguments += _view_only(link) or ["passive_deletes=True"]
            if link.target == entity.name:
                arguments += _joins(entity, table, link.target_column, link.column)
            annotation = f'list["{entity.name}"]'
            owner = link.target
            found.append((owner, _relationship(owner, link.inverse, annotation, entity.name, arguments)))
    return found


def _relationship(
    owner: str, attribute: str, annotation: str, target: str, arguments: list[str]
) -> dict[str, Any]:
    if shadows_builtin(target):  # SQLAlchemy would find the built-in before the model
        arguments = [f'"{target}"', *arguments]
        annotation = annotation if target == owner else annotation.replace(f'"{target}', f'"{target}_')
    # Relationships are never loaded implicitly: queries load what they need.
    joined = ", ".join([*arguments, 'lazy="raise"'])
    return {"text": f"{attribute}: Mapped[{annotation}] = relationship({joined})", "target": target}


def _link(service: Service, entity: Entity, link: Link) -> dict[str, Any]:
    target = service.entity(link.target)
    return {
        "link": link,
        "name": link_name(entity, link),
        "owner_type": row(entity.id.type).column(entity.id.type),
        "owner": f"{entity.table}.{entity.id.column}",
        "index": constraint("ix", link.table, link.target_column),
        "target_type": row(target.id.type).column(target.id.type),
        "target": f"{target.table}.{target.id.column}",
    }


def link_name(entity: Entity, link: Link) -> str:
    """Return the name of the variable of an association table in the module of its owner."""
    return attribute(f"{entity.module}_{link.relation}")
