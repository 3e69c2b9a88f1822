"""Packages for learning platforms: what counts in them, a manifest by the standards' rules, and their files."""

from __future__ import annotations

import json
import re
import zipfile
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

import pytest

from lessons.catalogue import contents, read_blocks, widget_markers
from teacher.scorm import __main__ as command
from teacher.scorm.items import Item, items, mark
from teacher.scorm.manifest import Version, manifest
from teacher.scorm.package import Plan, package, read_site, zipped
from widgets.progress import store

VERSIONS: tuple[Version, ...] = ("1.2", "2004")
ITEMS = (Item("answers", "xor/0123", "aaaa"), Item("exercises", "xor/</script>", "bbbb"))
PAGE = (
    '<!doctype html><html><head><script>watch()</script></head><body><a href="../">cover</a>'
    '<a href="../shapes/?x=1">shapes</a><a href="../assets/x.js">no page</a><a href="./xor/">none</a></body></html>'
)
SITE = {
    "index.html": b'<html><head><script>watch()</script></head><a href="./xor/#end">XOR</a></html>',
    "xor/index.html": PAGE.encode(),
    "shapes/index.html": PAGE.encode(),
    "check/index.html": PAGE.encode(),
    "404.html": b"lost",
    "sw.js": b"worker",
    "_headers": b"/*",
    "assets/app-0123.tar.gz": b"\x1f\x8b",
    "assets/mnist-quick-0123.npz": b"digits",
}
SCRIPTS = {"shell.js": b"shell()", "address.js": b"address()"}


def plan(version: Version = "1.2", *, with_data: bool = False) -> Plan:
    return Plan(version, "Hidden & Layers", ("xor",), ITEMS, ("xor", "shapes"), 60, with_data)


def test_every_question_and_exercise_of_the_book_counts_under_the_name_of_its_progress() -> None:
    wanted: dict[str, int] = {}
    for lesson in contents().lessons:
        for marker in widget_markers(read_blocks(lesson)):
            if marker.name == "check_yourself":
                wanted[f"answers {lesson.slug}/{store.edition(marker.caption)}"] = 1
            elif marker.name in ("exercise", "build_step"):
                wanted[f"exercises {lesson.slug}/{marker.options['name']}"] = 1
    found = [f"{item.kind} {item.name}" for item in items(lesson.slug for lesson in contents().lessons)]
    assert len(found) == len(set(found))
    lines = [name for name in found if name.startswith("exercises exercises/") and "." in name]
    assert len(lines) > 20, "the lines of the derivations"
    assert set(found) - set(lines) == set(wanted)


def test_marks_are_the_same_in_every_edition_and_differ() -> None:
    every = command.planned("1.2", None, None).items
    assert len({item.mark for item in every}) == len(every)
    assert all(re.fullmatch(r"[\w-]{4}", item.mark) for item in every)
    # What platforms have stored must be read again: these never change.
    assert mark("exercises/exercises/tanh") == "qOcd"
    assert mark("answers/xor/0123456789ab") == "mBx0"


def rules(version: Version) -> tuple[str, str, str, str]:
    if version == "1.2":
        package_space, adl = (
            "http://www.imsproject.org/xsd/imscp_rootv1p1p2",
            "http://www.adlnet.org/xsd/adlcp_rootv1p2",
        )
        return package_space, adl, "scormtype", "1.2"
    return (
        "http://www.imsglobal.org/xsd/imscp_v1p1",
        "http://www.adlnet.org/xsd/adlcp_v1p3",
        "scormType",
        "2004 4th Edition",
    )


@pytest.mark.parametrize("version", VERSIONS)
def test_a_manifest_keeps_the_standards_rules(version: Version) -> None:
    files = package(plan(version), SITE, SCRIPTS)
    space, adl, kind, schema = rules(version)
    root = ET.fromstring(files["imsmanifest.xml"])

    def tags(element: ET.Element) -> list[str]:
        return [child.tag.removeprefix(f"{{{space}}}") for child in element]

    assert root.tag == f"{{{space}}}manifest"
    assert tags(root) == ["metadata", "organizations", "resources"], "in this order"
    metadata, organizations, resources = root
    assert [(child.tag.rpartition("}")[2], child.text) for child in metadata] == [
        ("schema", "ADL SCORM"),
        ("schemaversion", schema),
    ]
    (organization,) = organizations
    assert organizations.get("default") == organization.get("identifier")
    title, item = organization
    assert title.text == "Hidden & Layers"
    (resource,) = resources
    assert item.get("identifierref") == resource.get("identifier")
    assert resource.get("type") == "webcontent"
    assert resource.get(f"{{{adl}}}{kind}") == "sco"
    listed = [unquote(file.get("href", "")) for file in resource]
    assert resource.get("href") in listed
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(files), "every file of the package, and no other"
    identifiers = [element.get("identifier") for element in root.iter() if element.get("identifier")]
    assert len(set(identifiers)) == len(identifiers)
    assert all(re.fullmatch(r"[A-Za-z_][\w.-]*", name or "") for name in identifiers), "XML's IDs"
    assert ("sequencing" in files["imsmanifest.xml"].decode()) == (version == "2004")


def test_pages_are_fetched_by_their_file_and_what_only_hosts_read_is_left_out() -> None:
    files = package(plan(), SITE, SCRIPTS)
    assert not any(re.search(r"sw\.js|404|_headers|npz", path) for path in files)
    assert any(path.endswith(".npz") for path in package(plan(with_data=True), SITE, SCRIPTS))
    page = files["book/xor/index.html"].decode()
    assert '<script src="../address.js"></script><script>watch()' in page, "before anything reads the address"
    assert re.findall('href="([^"]+)"', page) == [
        "../index.html",
        "../shapes/index.html?x=1",
        "../assets/x.js",
        "./xor/",
    ]
    cover = files["book/index.html"].decode()
    assert 'href="./xor/index.html#end"' in cover
    assert '<script src="./address.js">' in cover
    assert "address.js" not in files["book/check/index.html"].decode()


def test_the_page_around_the_book_is_told_what_counts_and_no_name_ends_its_script() -> None:
    text = package(plan(), SITE, SCRIPTS)["index.html"].decode()
    facts = json.loads(text.partition('type="application/json">')[2].partition("</script>")[0])
    assert facts["items"] == [[item.kind, item.name, item.mark] for item in ITEMS]
    assert (facts["version"], facts["pass"], facts["start"]) == ("1.2", 60, "xor")


def test_a_zip_is_the_same_for_the_same_files_and_begins_with_the_manifest() -> None:
    files = package(plan(), SITE, SCRIPTS)
    content = zipped(files)
    assert content == zipped(files)
    with zipfile.ZipFile(BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist()[0] == "imsmanifest.xml"
        assert {name: archive.read(name) for name in archive.namelist()} == files


def built(folder: Path) -> Path:
    for path, content in SITE.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content)
    (folder / "site-lock.json").write_text(json.dumps({"files": {path: {} for path in SITE}}), encoding="utf-8")
    return folder


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "built_scripts", lambda: SCRIPTS)


@pytest.mark.usefixtures("scripts")
def test_the_command_writes_a_package_for_each_version_and_says_its_size(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    site = built(tmp_path / "dist")
    assert read_site(site).keys() == SITE.keys()
    out = tmp_path / "packages"
    assert command.main(["--dist", str(site), "--out", str(out), "--lessons", "xor", "--pass", "60"]) == 0
    assert sorted(path.name for path in out.iterdir()) == [
        "hidden-layers-xor-scorm12.zip",
        "hidden-layers-xor-scorm2004.zip",
    ]
    assert " MB, " in capsys.readouterr().out


@pytest.mark.usefixtures("scripts")
@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--lessons", "xorr"], "got xorr"),
        (["--pass", "0"], "from 1 to 100"),
        (["--dist", "nowhere"], "make site"),
    ],
)
def test_what_cannot_be_packed_is_said(arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(arguments) == 1
    assert words in capsys.readouterr().err


def test_a_title_with_signs_of_xml_stays_a_title() -> None:
    text = manifest("1.2", "id-0", 'a < b & "c"', ["ä b.html"])
    assert ET.fromstring(text).find(".//{*}organization/{*}title").text == 'a < b & "c"'  # type: ignore[union-attr]
