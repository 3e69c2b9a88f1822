"""Modules of client/ under node, for tests that hold them and Python together."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from site_builder import node
from widgets.kit import component

CLIENT = Path(__file__).resolve().parent.parent / "client"


def mounted() -> set[str]:
    """The names of the kept bundles, but for the parts that one of them fetches itself."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in component.SCRIPTS.glob("*.js")}
    parts = {name for name in texts if any(f'"./{name}"' in text for text in texts.values())}
    return {name.rpartition("-")[0] for name in texts.keys() - parts}


def evaluate(module: str, expression: str, given: Any) -> Any:
    """The value of a JavaScript expression in which `it` is a module of client/ and `given` what is given, as JSON."""
    with tempfile.TemporaryDirectory() as folder:
        bundle = Path(folder) / "module.mjs"
        built = node.run(CLIENT / "build.mjs", "module", CLIENT / module, bundle, work="scripts are tested")
        assert built.returncode == 0, built.stderr
        program = (
            f"import * as it from {json.dumps(bundle.as_uri())};"
            "import { readFileSync } from 'node:fs';"
            "const given = JSON.parse(readFileSync(0, 'utf8'));"
            f"console.log(JSON.stringify({expression}));"
        )
        command = ["node", "--input-type=module", "-e", program]
        done = subprocess.run(
            command, input=json.dumps(given), capture_output=True, text=True, check=False, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)
