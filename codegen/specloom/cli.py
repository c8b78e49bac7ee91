"""The command `specloom`: read arguments, compile the spec, write or compare, say what happened, exit.

Exit status: 0 fine; 1 the spec has problems, the generated folder differs, or writing would lose somebody's work;
2 the command could not run; 130 interrupted. No input makes a traceback.
"""

# The compiler is imported inside functions, under the one handler that explains failures: an interrupt during a slow
# import, too, ends in one line.

import argparse
import gc
import os
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from specloom import __version__
from specloom.diagnostics import report

if TYPE_CHECKING:
    from specloom.build.build import Build, Rendered

FINE, FINDINGS, FAILED, INTERRUPTED = 0, 1, 2, 130
SPEC, OUT = Path("spec"), Path("generated")


class CommandError(Exception):
    """The command cannot run; the text is one line that says why."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments, by default the process's own, and return the exit status."""
    report.escape_unprintable()
    try:
        options = _parse(arguments)
        command: Callable[[argparse.Namespace], int] = options.command
        return command(options)
    except KeyboardInterrupt:
        report.write_error("interrupted\n")
        return INTERRUPTED
    except CommandError as error:
        report.write_error(f"error: {error}\n")
    except OSError as error:
        place = "" if error.filename is None else f"{error.filename}: "
        report.write_error(f"error: {place}{(error.strerror or str(error)).lower()}\n")
    except Exception as error:  # noqa: BLE001 - whatever is left is a fault of ours, and is explained as one
        report.internal_error(error)
    return FAILED


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--spec", type=_path, default=SPEC, metavar="PATH", help="folder or file of the spec (default: spec)"
    )
    shared.add_argument(
        "--out",
        type=_path,
        default=OUT,
        metavar="DIR",
        help="folder of the generated code (default: generated)",
    )
    shared.add_argument(
        "--output-format", choices=report.FORMATS, default="text", help="how findings are printed"
    )
    shared.add_argument(
        "--no-cache", dest="cache", action="store_false", help="use and keep nothing of other runs"
    )
    shared.add_argument("--strict", action="store_true", help="treat warnings as errors")
    parser = argparse.ArgumentParser(
        prog="specloom", description="From a short spec to a working HTTP service."
    )
    parser.add_argument("--version", action="version", version=f"specloom {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    generate = commands.add_parser("generate", parents=[shared], help="write the generated code")
    generate.add_argument(
        "--force", action="store_true", help="give up what was changed by hand in generated files"
    )
    generate.set_defaults(command=_generate)
    check = commands.add_parser(
        "check", parents=[shared], help="tell whether the generated code fits the spec"
    )
    check.set_defaults(command=_check)
    try:
        return parser.parse_args(arguments)
    finally:
        report.write_output(
            ""
        )  # help and version are printed by argparse: a reader that went away is noticed here


def _path(text: str) -> Path:
    if not text:
        raise argparse.ArgumentTypeError("a path cannot be empty")
    return Path(text)


def _generate(options: argparse.Namespace) -> int:
    """Write the generated folder."""
    from specloom.build import build, tree

    run = _begin(options, cached=options.cache)
    try:
        known = build.unchanged(run)
        if known is not None:
            return _summary(options, f"0 written, {known} unchanged, 0 pruned")
        rendered = _render(options, run)
        if rendered.files is None:
            return FINDINGS
        done = tree.write(rendered.files, options.out, force=options.force)
    except tree.TreeError as error:
        raise CommandError(str(error)) from error
    except tree.WriteRefused as refused:
        found = {"edited": refused.edited, "foreign": refused.foreign}
        _print_differences(options, found, "Nothing was written.")
        return FINDINGS
    build.keep(run, rendered.files, warned=bool(rendered.diagnostics))
    counts = f"{len(done.written)} written, {len(done.unchanged)} unchanged, {len(done.pruned)} pruned"
    return _summary(options, counts, warned=bool(rendered.diagnostics))


def _check(options: argparse.Namespace) -> int:
    """Compare the generated folder with the spec, and write nothing."""
    from specloom.build import build, tree

    run = _begin(options, cached=options.cache and not _is_automated())
    try:
        known = build.unchanged(run)
        if known is not None:
            return _summary(options, f"{known} files, as the spec says")
        rendered = _render(options, run)
        if rendered.files is None:
            return FINDINGS
        difference = tree.compare(rendered.files, options.out)
    except tree.TreeError as error:
        raise CommandError(str(error)) from error
    if not difference:
        text = f"{len(rendered.files)} files, as the spec says"
        return _summary(options, text, warned=bool(rendered.diagnostics))
    found = {state: getattr(difference, state) for state in report.STATES}
    count = sum(map(len, found.values()))
    _print_differences(
        options, found, f"{count} {'file does' if count == 1 else 'files do'} not fit the spec."
    )
    return FINDINGS


def _is_automated() -> bool:
    """Return True in CI and in pre-commit, which set these variables: there nothing that lies about is trusted."""
    return any(os.environ.get(name, "").lower() not in ("", "0", "false") for name in ("CI", "PRE_COMMIT"))


def _begin(options: argparse.Namespace, *, cached: bool) -> "Build":
    """Read the spec."""
    from specloom.build import build
    from specloom.source.files import SpecNotReadable

    try:
        return build.begin(options.spec, options.out, cached=cached)
    except SpecNotReadable as error:
        raise CommandError(str(error)) from error


def _render(options: argparse.Namespace, run: "Build") -> "Rendered":
    """Return the generated files, or none if the spec has errors. Print the errors and warnings."""
    from specloom.build import build
    from specloom.diagnostics import progress

    with progress.bar("rendering") as progress_of, _without_collector():
        rendered = build.render(run, progress_of)
    if rendered.diagnostics:
        report.diagnostics(rendered.diagnostics, rendered.sources, options.output_format)
        if options.strict:
            return build.Rendered(None, rendered.diagnostics, rendered.sources)
    return rendered


@contextmanager
def _without_collector() -> Iterator[None]:
    """Keep the garbage collector off, a tenth of the time: nearly all that a spec becomes lives until the end."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _summary(options: argparse.Namespace, text: str, *, warned: bool = False) -> int:
    """Say that all is well. As JSON, warnings are the whole output."""
    if not (warned and options.output_format == "json"):
        report.summary(f"{options.out}/: {text}", options.output_format)
    return FINE


def _print_differences(options: argparse.Namespace, found: dict[str, list[str]], verdict: str) -> None:
    """Print the files that differ, named from here, the verdict, and what a person can do."""
    command = "specloom generate"
    command += "" if options.spec == SPEC else f" --spec {shlex.quote(str(options.spec))}"
    command += "" if options.out == OUT else f" --out {shlex.quote(str(options.out))}"
    sentences = [verdict]
    if found["foreign"]:
        sentences.append("Files that are not generated are never overwritten: move them away.")
    if found["edited"]:
        sentences.append(
            "Changes made by hand belong in code of your own that extends the generated classes."
        )
        sentences.append(f"`{command} --force` gives them up.")
    elif options.spec != SPEC and options.out == OUT:
        sentences.append(f"The spec has no errors. `{command}` replaces {OUT}/ by what it gives.")
        sentences.append("Add `--out FOLDER` to keep what is there.")
    else:
        sentences.append(f"`{command}` mends it.")
    named = {state: [(options.out / path).as_posix() for path in paths] for state, paths in found.items()}
    report.differences(named, sentences, options.output_format)
