"""From inputs to the files of the site: pure functions on plain data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from site_builder.archive import gz, tar_gz, zip_of
from site_builder.hashing import sha256
from site_builder.keeping import Keep, at_once
from site_builder.model import LOCK, SCRIPTS_FOLDER, WHEELS_FOLDER, Inputs, SiteFile
from site_builder.render import caching, charts, offline, rehearsed, security
from site_builder.render import pages as render
from site_builder.render.check import FOLDER as CHECK
from site_builder.render.check import check_page
from site_builder.render.prerender import Node
from site_builder.upstream.chunks import for_elements, needed
from site_builder.upstream.packages import HOME, SITE_PACKAGES, module_names, packed, split
from site_builder.upstream.stlite_worker import stlite_worker

# The page's own scripts, in the order in which they run.
SCRIPTS = ("early", "enliven", "boot", "offline")


def assemble(inputs: Inputs, url: str = "", framed_by: Sequence[str] = (), keep: Keep = at_once) -> list[SiteFile]:
    """Every file of the site, sorted by path; the last one is site-lock.json, which lists the others.

    url: where the site will stand, if that is known; canonical links, cards and the sitemap need it. framed_by: see
    security.headers. keep: what does not make archives and charts again that another build has made.
    """
    stlite = _folder("stlite", needed(inputs.stlite), f"npm @stlite/browser {inputs.npm['@stlite/browser']}")
    python = _folder("python", _python_files(inputs, keep), "site_builder")
    origins = {f"python/{_served(name)}": f"npm pyodide {inputs.npm['pyodide']}" for name in inputs.runtime}
    app = tar_gz(packed(inputs.app, HOME), keep)
    app_path = f"assets/app-{_short(app)}.tar.gz"
    scripts = {
        f"assets/{name}-{_short(inputs.browser[f'{name}.js'])}.js": inputs.browser[f"{name}.js"] for name in SCRIPTS
    }
    icon_path = f"assets/icon-{_short(inputs.icon.encode())}.svg"
    card = charts.card(inputs.book.title, inputs.book.description, inputs.icon)
    card_path = f"assets/card-{_short(card)}.png"
    icons = offline.icons(inputs.icon, inputs.theme["light"]["backgroundColor"])
    icon_paths = {name: f"assets/{name}-{_short(content)}.png" for name, content in icons.items()}
    kinds = {slug: set(element_kinds(page)) for slug, page in inputs.pages.items()}
    rehearsals = {
        slug: rehearsed.files(render.drawing_of(inputs, slug, render.root_of(inputs, slug), keep), page)
        for slug, page in inputs.rehearsals.items()
    }
    assets = render.Assets(
        stlite=_parent(stlite),
        python=_parent(python),
        app=app_path,
        scripts=tuple(scripts),
        icon=icon_path,
        icons=icon_paths,
        card=card_path,
        start=(*(file.path for file in python), app_path),
        url=url.rstrip("/") + "/" if url else "",
        data={name: data_path(name, content) for name, content in inputs.data.items()},
        fonts=font_files(inputs.stlite["stlite.css"].decode(), _parent(stlite)),
        front_end=tuple(file.path for file in stlite if re.search(r"/(stlite|index-g[\w-]+)\.js$", file.path)),
        parts={
            slug: tuple(_parent(stlite) + name for name in for_elements(inputs.stlite, kinds_there))
            for slug, kinds_there in kinds.items()
            if "parts_early" in inputs.patches
        },
        samples=inputs.samples if "samples" in inputs.patches else {},
        rehearsed={slug: {control: name for control, (name, _) in table.items()} for slug, table in rehearsals.items()},
        charts=tuple(slug for slug, kinds_there in kinds.items() if "vega_lite_chart" in kinds_there),
    )
    files = [*stlite]
    files += [SiteFile(file.path, file.content, origins.get(_plain(file.path), file.origin)) for file in python]
    files += [SiteFile(app_path, app, "the book: app.py, pages, content, lessons, widgets, mlp_core")]
    files += [SiteFile(path, content, "site_builder") for path, content in scripts.items()]
    files += [SiteFile(data_path(name, content), content, "the book: data") for name, content in inputs.data.items()]
    acts = dict(file for table in rehearsals.values() for file in table.values())
    files += [SiteFile(rehearsed.path(name), content, "the book: first acts") for name, content in acts.items()]
    files += [SiteFile(WHEELS_FOLDER + name, content, "mlp_core") for name, content in inputs.own_wheels.items()]
    files += [SiteFile(SCRIPTS_FOLDER + name, script, "client") for name, script in inputs.scripts.items()]
    files += [SiteFile(icon_path, inputs.icon.encode(), "widgets"), SiteFile(card_path, card, "site_builder")]
    files += [SiteFile(icon_paths[name], content, "widgets") for name, content in icons.items()]
    if assets.url:
        files.append(SiteFile("sitemap.xml", render.sitemap(inputs.book, assets.url).encode(), "site_builder"))
    pages = render.pages(inputs, assets, keep) | _check_page(inputs, assets, files)
    files += [SiteFile(path, page.encode(), "site_builder") for path, page in pages.items()]
    manifest = offline.manifest(inputs.book, inputs.theme, icon_paths)
    files.append(SiteFile("manifest.webmanifest", manifest, "site_builder"))
    files += _for_hosts(pages, [file.path for file in files], framed_by)
    worker = offline.service_worker({file.path: file.content for file in files}, inputs.browser["sw.js"])
    files.append(SiteFile("sw.js", worker, "site_builder"))
    files = sorted({file.path: file for file in files}.values(), key=lambda file: file.path)
    return [*files, SiteFile(LOCK, _lock_file(inputs, files), "site_builder")]


def _check_page(inputs: Inputs, assets: render.Assets, files: Sequence[SiteFile]) -> dict[str, str]:
    """check/index.html, which fetches what a start needs and compares it."""
    contents = {file.path: file.content for file in files}
    start = dict.fromkeys((*assets.start, *assets.scripts, *assets.front_end))
    room = sum(
        len(content) for path, content in contents.items() if offline.is_kept(path) and not path.endswith(".npz")
    )
    page = check_page(inputs, contents, tuple(start), room, render.page_css(inputs))
    return {f"{CHECK}/index.html": security.with_policy(page)}


def _for_hosts(pages: Mapping[str, str], paths: Sequence[str], framed_by: Sequence[str]) -> list[SiteFile]:
    """The headers that hosts are to send, in the words of several. nginx.conf has the cache rules itself."""
    table = security.headers(pages.values(), framed_by)
    return [
        SiteFile("_headers", caching.headers_file({"/*": table, **caching.blocks([*paths, "sw.js"])}), "site_builder"),
        SiteFile("nginx-headers.conf", security.nginx_file(table), "site_builder"),
    ]


def element_kinds(page: Mapping[str, Sequence[Node]]) -> Iterator[str]:
    """The kinds of all elements of a page, in the words of Streamlit's messages."""
    queue = [node for nodes in page.values() for node in nodes]
    while queue:
        node = queue.pop()
        yield node["type"]
        queue += node["children"]


def data_path(name: str, content: bytes) -> str:
    """Where a data file lies on the site; the lesson that fetches it finds the same name from its checksum."""
    stem, dot, ending = name.rpartition(".")
    return f"assets/{stem}-{_short(content)}{dot}{ending}"


def font_files(css: str, folder: str) -> dict[str, str]:
    """The files of the fonts that a page waits for: those of render.FONTS that the styles have."""
    wanted = {font: ("italic" in font, font.split("em ")[1].strip("'")) for font in render.FONTS}
    found = {}
    for face in re.findall(r"@font-face\s*{([^}]*)}", css):
        family = re.search(r"font-family:\s*[\"']?([\w ]+)", face)
        file = re.search(r"url\(\./([\w./-]+\.woff2)\)", face)
        if family and file and "font-weight:700" not in face:  # of a text's font the last has what the book writes
            found["font-style:italic" in face, family[1]] = folder + file[1]
    return {font: found[key] for font, key in wanted.items() if key in found}


def _python_files(inputs: Inputs, keep: Keep) -> dict[str, bytes]:
    """The folder of the interpreter: Pyodide, its standard library, the packages, the worker's scripts."""
    packages, library, later = split(inputs.site_packages, inputs.stdlib, put_off="later_modules" in inputs.patches)
    packages["patches.json"] = json.dumps(sorted(inputs.patches)).encode()
    archives = {"site-packages": packages, **later}
    with ThreadPoolExecutor() as pool:  # libdeflate leaves the processor's other cores to other threads
        made = {name: pool.submit(tar_gz, packed(files, SITE_PACKAGES), keep) for name, files in archives.items()}
    return {
        **{_served(name): content for name, content in inputs.runtime.items()},
        **{f"{name}.tar.gz": archive.result() for name, archive in made.items()},
        # Compressed as a whole: that is smaller, and the browser undoes it faster than Python would file by file.
        "python_stdlib.zip.gz": gz(zip_of(library, deflate=False), keep),
        "later.json": json.dumps({name: module_names(files) for name, files in later.items()}).encode(),
        "runtime-lock.json": json.dumps({"info": inputs.runtime_lock["info"], "packages": {}}).encode(),
        "worker.js": inputs.browser["worker.js"],
        "loader.js": inputs.browser["loader.js"],
        "stlite-worker.js": stlite_worker(inputs.stlite),
    }


def _served(name: str) -> str:
    """A file's name on the site: not every server, and hardly a learning platform, knows that .mjs is JavaScript."""
    return re.sub(r"\.mjs$", ".js", name)


def _folder(name: str, files: Mapping[str, bytes], origin: str) -> list[SiteFile]:
    """Files under one folder, whose name carries the hash of all of them: it may be cached for ever."""
    digest = sha256(json.dumps(sorted((path, sha256(content)) for path, content in files.items())).encode())[:12]
    return [SiteFile(f"assets/{name}-{digest}/{path}", content, origin) for path, content in files.items()]


def _parent(files: Sequence[SiteFile]) -> str:
    return "/".join(files[0].path.split("/")[:2]) + "/"


def _plain(path: str) -> str:
    """assets/python-0123/worker.js -> python/worker.js."""
    return re.sub(r"^assets/(\w+)-[0-9a-f]+/", r"\1/", path)


def _short(content: bytes) -> str:
    return sha256(content)[:12]


def _lock_file(inputs: Inputs, files: Sequence[SiteFile]) -> bytes:
    """site-lock.json: the versions, the packages and every file with its hash, size and origin."""
    table = {
        "python": inputs.runtime_lock["info"]["python"],
        "npm": dict(sorted(inputs.npm.items())),
        "packages": {name: {"sha256": digest, "origin": origin} for name, (digest, origin) in inputs.wheels.items()},
        "files": {
            file.path: {"sha256": sha256(file.content), "bytes": len(file.content), "origin": file.origin}
            for file in files
        },
    }
    return (json.dumps(table, indent=1, ensure_ascii=False) + "\n").encode()
