"""Which edition of the book is printed: what CITATION.cff says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class Edition:
    """title, authors, version and day of release, as whoever cites the book needs them."""

    title: str
    authors: tuple[str, ...]
    version: str
    released: date

    @property
    def line(self) -> str:
        """The edition in words."""
        return f"Edition {self.version}, {self.released.isoformat()}"

    @property
    def bibtex(self) -> str:
        """For a bibliography; doubled braces keep the authors one name, and the title's capitals."""
        fields = {
            "title": f"{{{self.title}}}",
            "author": " and ".join(f"{{{name}}}" for name in self.authors),
            "year": str(self.released.year),
            "edition": self.version,
            "note": f"Interactive textbook, released {self.released.isoformat()}",
        }
        return "\n".join(["@book{hidden_layers,", *(f"  {name} = {{{text}}}," for name, text in fields.items()), "}"])


def read_edition(path: Path = ROOT / "CITATION.cff") -> Edition:
    """The edition that CITATION.cff describes."""
    table = yaml.safe_load(path.read_text(encoding="utf-8"))
    names = [author.get("name") or f"{author['given-names']} {author['family-names']}" for author in table["authors"]]
    return Edition(table["title"], tuple(names), str(table["version"]), table["date-released"])
