"""The command `specloom`. It parses arguments, compiles the spec, writes or compares the generated folder, and exits.

Exit status: 0 success; 1 the spec has problems, the generated folder differs, or writing would overwrite manual
edits; 2 the command could not run; 130 interrupted. No input causes a traceback.
"""

# The compiler is imported inside functions, so that `main` also handles an interrupt during a slow import.

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
    """The command cannot run. The text is one line that gives the reason."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command and return the exit status. The default `arguments` are those of the process."""
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
    except Exception as error:  # noqa: BLE001 - any other exception is an internal error, and is reported as one
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
        "--output-format",
        choices=report.FORMATS,
        default="text",
        help="the format of the problems and differences",
    )
    shared.add_argument(
        "--no-cache", dest="cache", action="store_false", help="neither read nor write the cache"
    )
    shared.add_argument("--strict", action="store_true", help="treat warnings as errors")
    parser = argparse.ArgumentParser(
        prog="specloom", description="From a short spec to a working HTTP service."
    )
    parser.add_argument("--version", action="version", version=f"specloom {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    generate = commands.add_parser("generate", parents=[shared], help="write the generated code")
    generate.add_argument("--force", action="store_true", help="overwrite manual edits in generated files")
    generate.set_defaults(command=_generate)
    check = commands.add_parser("check", parents=[shared], help="compare the generated code with the spec")
    check.set_defaults(command=_check)
    try:
        return parser.parse_args(arguments)
    finally:
        report.write_output("")  # argparse prints help and version: flush them here, to notice a closed pipe


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
    """Return whether the command runs in CI or in pre-commit, where it must not trust the cache."""
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
    """Return the generated files, or None if the spec has errors. Print the errors and warnings."""
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
    """Disable the garbage collector during rendering.

    This saves a tenth of the time, as most objects live until the end.
    """
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _summary(options: argparse.Namespace, text: str, *, warned: bool = False) -> int:
    """Print that the command succeeded. In JSON, the output is either this or the warnings."""
    if not (warned and options.output_format == "json"):
        report.summary(f"{options.out}/: {text}", options.output_format)
    return FINE


def _print_differences(options: argparse.Namespace, found: dict[str, list[str]], verdict: str) -> None:
    """Print the files that differ, the verdict and the possible actions. Paths start at the working directory."""
    command = "specloom generate"
    command += "" if options.spec == SPEC else f" --spec {shlex.quote(str(options.spec))}"
    command += "" if options.out == OUT else f" --out {shlex.quote(str(options.out))}"
    sentences = [verdict]
    if found["foreign"]:
        sentences.append("Specloom never overwrites files that it did not generate: move them away.")
    if found["edited"]:
        sentences.append("Write changes in code of your own, which extends the generated classes.")
        sentences.append(f"`{command} --force` discards the edits.")
    elif options.spec != SPEC and options.out == OUT:
        sentences.append(f"The spec has no errors. `{command}` overwrites {OUT}/ with the code of this spec.")
        sentences.append("Add `--out FOLDER` to keep the present code.")
    else:
        sentences.append(f"`{command}` updates it.")
    named = {state: [(options.out / path).as_posix() for path in paths] for state, paths in found.items()}
    report.differences(named, sentences, options.output_format)
