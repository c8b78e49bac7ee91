"""No `example` or `default` of a hidden field gets into generated files: the compiler reports it as an error."""

import json
import os
import re
import sys
from pathlib import Path
from random import Random
from typing import Any

import yaml

from specloom.model import Role, Service
from specloom.resolve import compile_spec
from specloom.source.files import SUFFIXES
from tests.proofs.canaries.context import hidden_fields, owner
from tests.proofs.canaries.output_search import Search
from tests.proofs.canaries.values import canary_of
from tests.support import processes

OPTIONS = ("example", "default")
REFUSED = "V004"


def refused(spec: Path, place: Path, generator: Path, random: Random) -> bool:
    """Give every hidden field of a spec a canary as its example, then as its default, and generate it.

    Returns True if each was refused and nothing of it can be found in what was generated.
    """
    service = compile_spec(spec).service
    assert service is not None, "the spec has been generated before"
    results = [_refused(service, _merged(spec), option, place, generator, random) for option in OPTIONS]
    return all(results)


def _refused(
    service: Service, data: dict[str, Any], option: str, place: Path, generator: Path, random: Random
) -> bool:
    search = Search()
    given: set[int] = set()
    for entity in service.entities:
        for field in hidden_fields(entity):
            if field.role is not Role.FIELD:
                continue
            canary = canary_of(field.type, random)
            search.watch(f"the {option} of {owner(entity, field.name)}", canary)
            declared = _field(data, entity.name, field.name)
            declared[option] = canary.wire
            given.add(id(declared))  # one of a mixin stands for the fields of several entities
    if not given:
        return True
    count = len(given)
    folder = place / option
    folder.mkdir()
    (folder / "spec.yaml").write_text(_yaml(data), encoding="utf-8")
    command = ["specloom", "generate", "--output-format", "json"]
    command += ["--spec", str(folder / "spec.yaml"), "--out", str(folder / "generated")]
    environment = {**os.environ, "PYTHONPATH": str(generator)}
    _, said = processes.captured(command, folder, environment)
    found = said.count(f'"{REFUSED}"')
    for path in sorted((folder / "generated").rglob("*.*")):
        search.keep("generated file", path.relative_to(folder).as_posix(), path.read_bytes())
    hits = search.hits()
    sys.stdout.write(f"{option}s of {count} hidden fields: {found} refused, {len(hits)} hits\n")
    sys.stdout.writelines(f"  HIT {hit}\n" for hit in hits)
    return found == count and not hits


def _merged(spec: Path) -> dict[str, Any]:
    """Return the data of all files of a spec as one."""
    files = [spec] if spec.is_file() else sorted(each for each in spec.rglob("*") if each.suffix in SUFFIXES)
    merged: dict[str, Any] = {}
    for file in files:
        for key, value in (yaml.load(file.read_text(encoding="utf-8"), Loader=_Loader) or {}).items():
            merged.setdefault(key, {}).update(value)
    return merged


def _yaml(data: dict[str, Any]) -> str:
    """Return data as JSON that is YAML too, which has other escapes for what is beyond U+FFFF."""

    def beyond(pair: re.Match[str]) -> str:
        character = json.loads(f'"{pair[0]}"')
        return f"\\U{ord(character):08X}"

    return re.sub(r"\\ud[89ab]..\\ud[c-f]..", beyond, json.dumps(data))


class _Loader(yaml.SafeLoader):
    """Reads plain scalars as YAML 1.2 does: dates, times and words such as `on` are texts, `5E-324` is a number."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile("^(?:null|~|)$"), ["n", "~", ""])
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile("^[-+]?(?:0|[1-9][0-9]*)$"), list("-+0123456789")
)
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:float",
    re.compile(r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$"),
    list("-+.0123456789"),
)


def _field(data: dict[str, Any], entity: str, name: str) -> dict[str, Any]:
    """Return the mapping of a field in the data, made of its short form if need be; it may stand in a mixin."""
    declared = data["entities"][entity]
    holders = [declared, *(data["mixins"][each] for each in declared.get("mixins", ()))]
    fields = next(each["fields"] for each in holders if name in each.get("fields", {}))
    if isinstance(fields[name], str):
        fields[name] = {"type": fields[name]}
    result: dict[str, Any] = fields[name]
    return result
