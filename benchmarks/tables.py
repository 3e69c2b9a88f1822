"""Results as JSON to keep and as Markdown to read."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).resolve().parent / "results"


def store(name: str, record: Mapping[str, Any]) -> None:
    """Write results/NAME.json and results/NAME.md, and print the latter."""
    keep(name, record, markdown(record))


def keep(name: str, record: Mapping[str, Any], text: str) -> None:
    """Write results/NAME.json and the tables made of it, results/NAME.md, and print the latter."""
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    (RESULTS / f"{name}.md").write_text(text, encoding="utf-8")
    print(text)


def markdown(record: Mapping[str, Any]) -> str:
    """The tables of a record."""
    facts = ", ".join(f"{key} {value}" for key, value in record["versions"].items())
    lines = [
        f"# {record['title']}",
        "",
        f"{facts}; {record['threads']}; {record['clock']};",
        f"medians of {record['rounds']} rounds, the contenders taking turns in one process.",
        "",
        "Microseconds per training step, and in brackets the ratio to the fast path (median of the ratios per round):",
        "",
    ]
    names = list(dict.fromkeys(name for row in record["workloads"] for name in row["microseconds"]))
    lines += ["| | " + " | ".join(names) + " |", "| --- |" + " --- |" * len(names)]
    for row in record["workloads"]:
        cells = [_cell(row, name) for name in names]
        lines.append(f"| {row['name']} {row['title']} | " + " | ".join(cells) + " |")
    if record.get("growth"):
        lines += ["", "How the cost of a training grows (microseconds in all, and per unit):", ""]
        lines += ["| what grows | size | microseconds | per unit |", "| --- | --- | --- | --- |"]
        for row in record["growth"]:
            per_unit = row["microseconds"] / row["size"]
            lines.append(f"| {row['what']} | {row['size']:,} | {row['microseconds']:,.0f} | {per_unit:.3f} |")
    return "\n".join([*lines, ""])


def _cell(row: Mapping[str, Any], name: str) -> str:
    if name not in row["microseconds"]:
        return ""
    return f"{row['microseconds'][name]:,.1f} ({row['ratio_to_fast'][name]:.2f}×)"
