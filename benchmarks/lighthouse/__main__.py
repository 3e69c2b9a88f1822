"""Lighthouse on the cover and on lessons of the built site: python -m benchmarks.lighthouse [--device mobile desktop].

Prints the scores and what costs points, and keeps them in benchmarks/results/lighthouse.json and .md. The site is built
anew, and served with compression by the benchmark's own server.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.site.facts import chromium_path, machine
from benchmarks.site.report import table
from benchmarks.site.server import serve
from benchmarks.tables import keep
from site_builder.__main__ import main as build

ROOT = Path(__file__).resolve().parent.parent.parent
CLI = Path(__file__).parent / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = ("", "hidden_layers/", "backpropagation/")
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FLAGS = "--headless=new --no-sandbox"
METRICS = (
    "first-contentful-paint",
    "largest-contentful-paint",
    "total-blocking-time",
    "cumulative-layout-shift",
    "speed-index",
)


def examine(address: str, device: str) -> dict[str, Any]:
    """Lighthouse's own report on a page. device: mobile (a slow telephone, its default) or desktop."""
    command = ["node", str(CLI), address, "--output=json", "--quiet", f"--chrome-flags={FLAGS}"]
    command += [f"--only-categories={','.join(CATEGORIES)}"]
    command += ["--preset=desktop"] if device == "desktop" else []
    environment = os.environ | {"CHROME_PATH": chromium_path() or ""}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True, env=environment, cwd=ROOT)
    return json.loads(done.stdout)


def summary(report: Mapping[str, Any]) -> dict[str, Any]:
    """The scores of 100, the metrics as Lighthouse words them, and the audits that cost points."""
    audits = report["audits"]
    scores, failed = {}, []
    for name in CATEGORIES:
        category = report["categories"][name]
        scores[name] = None if category["score"] is None else round(100 * category["score"])
        failed += [
            f"{name}: {audits[one['id']]['title']} {audits[one['id']].get('displayValue', '')}".strip()
            for one in category["auditRefs"]
            if one["weight"] and audits[one["id"]]["score"] not in (None, 1)
        ]
    metrics = {name: audits[name].get("displayValue", "") for name in METRICS}
    return {"scores": scores, "metrics": metrics, "failed": failed}


def markdown(record: Mapping[str, Any]) -> str:
    """The scores as a table, and below it what costs points."""
    rows, notes = [], []
    for device, pages in record["pages"].items():
        for page, result in pages.items():
            cells = [*(str(result["scores"][name]) for name in CATEGORIES), *result["metrics"].values()]
            rows.append([f"{page or 'cover'}, {device}", *cells])
            notes += [f"- {page or 'cover'}, {device}: {line}" for line in result["failed"]]
    heads = ["", *CATEGORIES, *(name.replace("-", " ") for name in METRICS)]
    facts = f"{record['machine']}; Lighthouse {record['lighthouse']}, its own throttling of each device."
    telephone = (
        "It touches nothing, and on a telephone Python starts when the page is touched, or read for ten seconds."
    )
    lines = ["# Lighthouse on the static site", "", facts, telephone, "", *table(heads, rows)]
    return "\n".join([*lines, *(["", "What costs points:", "", *notes] if notes else []), ""])


def main(arguments: Sequence[str] | None = None) -> None:
    """Build, examine, write the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.lighthouse", description=__doc__)
    parser.add_argument("--device", nargs="+", choices=["mobile", "desktop"], default=["mobile", "desktop"])
    parser.add_argument("--pages", nargs="+", default=PAGES, help="paths below the site's root")
    parser.add_argument("--dist", type=Path, help="examine the site that is there instead of building one")
    options = parser.parse_args(arguments)
    folder = options.dist or ROOT / "build" / "lighthouse"
    if options.dist is None and build(["--out", str(folder)]) != 0:
        raise SystemExit("the site could not be built")
    pages: dict[str, dict[str, Any]] = {}
    with serve(folder) as server:
        for device in options.device:
            for page in options.pages:
                report = examine(server.address + page, device)
                pages.setdefault(device, {})[page] = summary(report)
                print(page or "cover", device, pages[device][page]["scores"], flush=True)
    record = {"machine": machine(), "lighthouse": report["lighthouseVersion"], "pages": pages}
    keep("lighthouse", record, markdown(record))


if __name__ == "__main__":
    main()
