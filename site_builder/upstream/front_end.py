"""Streamlit's front end as the site serves it: a few of its lines changed, and all of it in fewer bytes."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from site_builder import node
from site_builder.collect.fetch import Cache
from site_builder.errors import BuildError
from site_builder.hashing import sha256
from site_builder.model import SCRIPTS_FOLDER
from site_builder.upstream.chunks import needed
from site_builder.upstream.patches import NAMED

SCRIPT = node.SCRIPTS / "minify.mjs"


@dataclass(frozen=True)
class Change:
    """A text that stands a known number of times in one of stlite's files, and what is to stand there instead."""

    patch: str  # of patches.py
    file: str  # how its name begins
    before: str
    after: str
    times: int = 1


# Each answer of Python names a new run, which every element and block asks for, to see whether it is out of date. By
# itself Streamlit then draws all of them again; with `memo` only those that are, or that Python has sent anew.
_MEMO = "(0, import_react.memo)"
CHANGES = (
    Change(
        "kept_elements",
        "index-g",
        "}, ElementNodeRenderer = (_e) => {",
        f"}}, KeptElement = {_MEMO}(RawElementNodeRenderer), ElementNodeRenderer = (_e) => {{",
    ),
    Change("kept_elements", "index-g", "jsx(RawElementNodeRenderer, {", "jsx(KeptElement, {"),
    Change(
        "kept_elements",
        "index-g",
        "}, LARGE_STRETCH_BEHAVIOR = [",
        f"}}, KeptContents = {_MEMO}(ContainerContentsWrapper), KeptFlexBox = {_MEMO}(FlexBoxContainer), "
        "LARGE_STRETCH_BEHAVIOR = [",
    ),
    Change("kept_elements", "index-g", "jsx(ContainerContentsWrapper, {", "jsx(KeptContents, {", times=3),
    Change("kept_elements", "index-g", "jsx(FlexBoxContainer, {", "jsx(KeptFlexBox, {"),
    # A theme that is made anew at each answer makes all of the sidebar, contents and all, be styled again.
    Change(
        "kept_theme",
        "index-g",
        "be = createSidebarTheme(ye);",
        "be = (0, import_react.useMemo)(() => createSidebarTheme(ye), [ye]);",
    ),
    # At a click on Back or on a link within the page, Streamlit looks the page up by its address, and takes the cover
    # where it finds none. Lessons are folders here, whose addresses end in a slash.
    Change(
        "page_by_address",
        "index-g",
        'this.appPages.find((_e) => ve.endsWith("/" + _e.urlPathname))',
        "this.appPages.find((_e) => ve.slice(decodeURIComponent(new URL(site.root).pathname).length)"
        '.replace(/\\/+$/, "") === _e.urlPathname)',
    ),
    # Streamlit asks its server for a component's script; here that is a file of the site. This is no matter of speed:
    # scripts cannot be had from the worker, and the page's policy lets in none that the page has made itself.
    Change(
        "scripts_by_address",
        "index-g",
        "f(this.requireServerUri(), `${BIDI_COMPONENT_ENDPOINT_BASE}/${_e}/${ve}`)",
        f"`${{site.root}}{SCRIPTS_FOLDER}${{ve}}`",
    ),
    # A button to download something asks for it whenever it becomes something else, for nothing but a line in the
    # console: where the next answer has replaced it by then, that says 404.
    Change(
        "no_download_check",
        "DownloadButton",
        'D?.length || y.checkSourceUrlResponse(z, "Download Button");',
        "D?.length;",
    ),
)


def tuned(
    stlite: Mapping[str, bytes], root: Path, version: str, cache: Cache, patches: Container[str] = frozenset(NAMED)
) -> dict[str, bytes]:
    """The files of the npm package, those changed and minified that the book can ask for.

    root: where node_modules is; version: esbuild's; patches: names of those that the site has.
    """
    changed = with_changes(stlite, patches)
    return {
        **changed,
        **_minified({p: c for p, c in needed(changed).items() if p.endswith(".js")}, root, version, cache),
    }


def with_changes(stlite: Mapping[str, bytes], patches: Container[str] = frozenset(NAMED)) -> dict[str, bytes]:
    """The same files with the changes of these patches.

    Where a text is not found, this is another stlite, whose lines must be read anew.
    """
    for problem in misfits(stlite, patches):
        raise BuildError(problem)
    files = dict(stlite)
    for change in (change for change in CHANGES if change.patch in patches):
        for name in _scripts(files, change):
            files[name] = files[name].replace(change.before.encode(), change.after.encode())
    return files


def misfits(stlite: Mapping[str, bytes], patches: Container[str] = frozenset(NAMED)) -> Iterator[str]:
    """One sentence for each text that does not stand where it should."""
    for change in (change for change in CHANGES if change.patch in patches):
        found = sum(stlite[name].count(change.before.encode()) for name in _scripts(stlite, change))
        if found != change.times:
            yield (
                f"patch {change.patch}: expected {change.before!r} {change.times} times in {change.file}*.js, found it "
                f"{found} times; site_builder/upstream/front_end.py was written for another stlite"
            )


def _scripts(files: Mapping[str, bytes], change: Change) -> list[str]:
    return [name for name in files if name.startswith(change.file) and name.endswith(".js")]


def _minified(files: Mapping[str, bytes], root: Path, version: str, cache: Cache) -> dict[str, bytes]:
    """Scripts without the spaces, and with the shortest names, by esbuild under node. What was done before is kept."""
    tool = sha256(SCRIPT.read_bytes() + version.encode())
    names = {path: f"minified-{tool}-{sha256(content)}" for path, content in files.items()}
    missing = [path for path, name in names.items() if cache.get_named(name) is None]
    made = node.transform(
        [files[path] for path in missing],
        SCRIPT,
        root / "package.json",
        work="scripts are minified by esbuild",
        failed="minifying Streamlit's front end failed",
    )
    for path, content in zip(missing, made, strict=True):
        cache.put_named(names[path], content)
    return {path: cache.get_named(name) or b"" for path, name in names.items()}
