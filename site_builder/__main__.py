"""`python -m site_builder`: build the static site into dist/."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from site_builder.collect.fetch import Cache
from site_builder.collect.gather import collect
from site_builder.compress import compressed
from site_builder.errors import BuildError
from site_builder.render.assemble import assemble
from site_builder.render.security import frame_origin
from site_builder.sizes import table
from site_builder.upstream.patches import chosen
from site_builder.write import refuse_what_is_not_ours, write

ROOT = Path(__file__).resolve().parent.parent
# Pages whose first acts were compared with what Python makes of them, and take little room. (make first-acts: all acts)
REHEARSED = (
    "what_you_need,one_neuron,shapes,feeding_forward,why_hidden_layers,hidden_layers,backpropagation,gradient_check,"
    "by_heart,delta_today,starting_weights,better_steps,frameworks,handwritten_digits,computation_graph,for_teachers,"
    "backprop_in_code,xor,measuring_error,playground,training,exercises"
)


def _origin(text: str) -> str:
    try:
        return frame_origin(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _pages(words: str) -> Callable[[str], bool]:
    """Which pages are meant, by their slugs."""
    names = words.split(",")
    return lambda slug: words == "all" or slug in names


def main(arguments: Sequence[str] | None = None) -> int:
    """Build; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m site_builder", description="Build the static site.")
    parser.add_argument("--out", type=Path, default=ROOT / "dist", help="where to write it (default: dist)")
    parser.add_argument("--app", type=Path, default=ROOT, help="the folder of app.py (default: this project)")
    parser.add_argument("--pyodide-dist", type=Path, help="a folder with an unpacked official Pyodide release")
    parser.add_argument("--url", default="", help="where the site will stand, for canonical links, cards and a sitemap")
    parser.add_argument("--patches", default="all", help="all, none (slower), or names; see upstream/patches.py")
    parser.add_argument(
        "--rehearse",
        default=REHEARSED,
        help=f"pages whose controls answer before Python is there: all, none, or names (default: {REHEARSED})",
    )
    parser.add_argument(
        "--framed-by",
        type=_origin,
        action="append",
        default=[],
        metavar="ORIGIN",
        help="who may show the site in a frame, such as https://moodle.school.example; may be given several times",
    )
    options = parser.parse_args(arguments)
    try:
        patches = chosen(options.patches)
        refuse_what_is_not_ours(options.out)  # before the minutes of a build
        cache = Cache()
        inputs = collect(ROOT, options.app, cache, options.pyodide_dist, patches, _pages(options.rehearse))
        files = assemble(inputs, options.url, options.framed_by, cache.kept)
        files += compressed(files, cache)
        write(files, options.out)
    except BuildError as error:
        print(f"site_builder: {error}", file=sys.stderr)
        return 1
    print(f"{options.out}\n{table(files)}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
