"""A record of measurements as tables to read."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from typing import Any

# What a start is judged by: name in the record -> how the table calls it.
TIMES = {
    "paint": "first contentful paint",
    "text": "text and maths can be read",
    "control": "first control is there",
    "answer": "first control has answered",
}


def markdown(record: Mapping[str, Any]) -> str:
    """All tables of a record."""
    facts = ", ".join(f"{name} {version}" for name, version in record["versions"].items())
    rounds = " and ".join(f"{count} on {line}" for line, count in record["rounds"].items())
    lines = [f"# {record['title']}", "", f"{record['machine']}; {facts}.", ""]
    lines += ["Medians; the sites take turns in the same browser, each cold visit with a fresh profile, the warm one"]
    lines += [
        f"after it with the same. Rounds: {rounds}. In brackets: the ratio to stock, the median of the rounds' own."
    ]
    for line, sites in record["starts"].items():
        lines += ["", f"## Seconds from the navigation on, {line}", ""]
        lines += [*starts(sites)]
    lines += ["", "## Until the first control has answered, cold", ""]
    lines += weights(record["weights"], record["starts"])
    if record.get("first acts"):
        lines += ["", "## From a first act to its answer while Python is held back, milliseconds", ""]
        lines += percentiles(record["first acts"])
    if record["controls"]:
        lines += ["", "## From a key in a control to the answer that Python has computed, milliseconds", ""]
        lines += percentiles(record["controls"])
    if record["animation"]:
        lines += ["", "## The playground at play, 60 frames a second wanted", ""]
        lines += animation(record["animation"])
    return "\n".join([*lines, ""])


def table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    """A Markdown table."""
    return [f"| {' | '.join(cells)} |" for cells in (heads, ["---"] * len(heads), *rows)]


def starts(sites: Mapping[str, Any]) -> list[str]:
    """When what was there, cold and warm."""
    rows = []
    for visit in ("cold", "warm"):
        for key, name in TIMES.items():
            cells = [time_and_ratio(sites, site, visit, key) for site in sites]
            rows.append([f"{visit}: {name}", *cells])
    return table(["", *sites], rows)


def time_and_ratio(sites: Mapping[str, Any], site: str, visit: str, key: str) -> str:
    """Seconds, and how many times as long as stock took in the same round."""
    mine = {start["round"]: start[key] for start in sites[site][visit]}
    if not mine:
        return "no answer"
    text = f"{statistics.median(mine.values()) / 1000:.2f}"
    theirs = {start["round"]: start[key] for start in sites.get("stock", {}).get(visit, [])}
    ratios = [mine[number] / theirs[number] for number in mine.keys() & theirs.keys()]
    return f"{text} ({statistics.median(ratios):.2f}×)" if ratios and site != "stock" else text


def weights(record: Mapping[str, Any], starts: Mapping[str, Any]) -> list[str]:
    """Megabytes and requests."""
    rows = [
        [
            f"MB sent, {encoding}",
            *(f"{record[site][encoding]['bytes'] / 1e6:.2f}" if encoding in record[site] else "" for site in record),
        ]
        for encoding in ("gzip", "br")
    ]
    rows.append(["requests", *(str(record[site].get("gzip", {}).get("requests", "")) for site in record)])
    foreign = {
        site: max(
            (visit["foreign"] for line in starts.values() for visits in line[site].values() for visit in visits),
            default=0,
        )
        for site in record
    }
    rows.append(["requests to other origins, at most in a visit", *(str(foreign[site]) for site in record)])
    return table(["", *record], rows)


def percentiles(record: Mapping[str, Any]) -> list[str]:
    """column -> row -> p50 and p95, as a table."""
    names = dict.fromkeys(name for column in record.values() for name in column)
    rows = [
        [f"{name}, {cut}", *(f"{column[name][cut]:.0f}" if name in column else "" for column in record.values())]
        for name in names
        for cut in ("p50", "p95")
    ]
    return table(["", *record], rows)


def animation(record: Mapping[str, Any]) -> list[str]:
    """Pictures a second and the longest pause."""
    rows = [
        ["pictures a second", *(f"{site['rate']:.0f}" for site in record.values())],
        ["longest pause, ms", *(f"{site['longest']:.0f}" for site in record.values())],
    ]
    return table(["", *record], rows)
