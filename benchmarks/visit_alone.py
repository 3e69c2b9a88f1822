"""One visit without a browser: python -m benchmarks.visit_alone --patches NAMES --answers N.

What the worker's Python does from its start to a drawn page and to the answers of its first slider, in one process that
opens no port: Streamlit's own runtime with the site's patches, and the pure Python of protobuf and MarkupSafe, which
have no compiled part on Pyodide. benchmarks.instructions counts what the processor does for it.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import os
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

ROOT = Path(__file__).resolve().parent.parent
LESSON = "hidden_layers"


def as_on_pyodide() -> None:
    """Before Streamlit is imported: no compiled parts of protobuf and MarkupSafe."""
    os.environ["PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION"] = "python"
    sys.modules["markupsafe._speedups"] = None  # type: ignore[assignment]


def apply(patches: Sequence[str]) -> None:
    """Patch as the worker does, from a folder in which the patches lie beside Streamlit's notes."""
    # Not by importlib.metadata: what it costs to import belongs to the visit.
    (notes,) = (found for folder in sys.path for found in Path(folder).glob("streamlit-*.dist-info"))
    with tempfile.TemporaryDirectory() as folder:
        for package in (ROOT / "site_builder" / "upstream" / "python" / "browser_patches", notes):
            (Path(folder) / package.name).symlink_to(package)
        sys.path.insert(0, folder)
        importlib.import_module("browser_patches.session").HOME = ROOT  # type: ignore[attr-defined]
        importlib.import_module("browser_patches").apply_those(patches)
        sys.path.remove(folder)


class Page:
    """What the page does with Python's messages: it takes them, and remembers the first slider."""

    client_context = None

    def __init__(self) -> None:
        self.finished = asyncio.Event()
        self.slider: tuple[str, str, float, float] | None = None  # id, fragment, where it stands, its step
        self.error: str | None = None

    def write_forward_msg(self, msg: ForwardMsg) -> None:
        """Take a message as it would be sent."""
        from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
        from streamlit.runtime.runtime_util import serialize_forward_msg

        kind = msg.WhichOneof("type")
        serialize_forward_msg(msg)
        element = msg.delta.new_element if kind == "delta" else None
        if element is not None and element.HasField("exception"):
            self.error = element.exception.message
        if element is not None and element.HasField("slider") and self.slider is None:
            slider = element.slider
            self.slider = slider.id, msg.delta.fragment_id, slider.default[0], slider.step
        if kind == "script_finished" and msg.script_finished != ForwardMsg.FINISHED_EARLY_FOR_RERUN:
            self.finished.set()


async def visit(patches: Sequence[str], answers: int) -> None:
    """Open the lesson, and move its first slider up and down that often."""
    apply(patches)
    from streamlit.proto.BackMsg_pb2 import BackMsg
    from streamlit.runtime import Runtime, RuntimeConfig
    from streamlit.runtime.caching.storage.dummy_cache_storage import MemoryCacheStorageManager
    from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage
    from streamlit.runtime.memory_session_storage import MemorySessionStorage
    from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
    from streamlit.util import calc_hash

    config = RuntimeConfig(
        script_path=str(ROOT / "app.py"),
        media_file_storage=MemoryMediaFileStorage("/media"),
        uploaded_file_manager=MemoryUploadedFileManager("/upload"),
        cache_storage_manager=MemoryCacheStorageManager(),
        session_storage=MemorySessionStorage(),
    )
    runtime, page = Runtime(config), Page()
    await runtime.start()
    session = runtime.connect_session(client=page, user_info={})

    async def run(message: BackMsg) -> None:
        page.finished.clear()
        message.rerun_script.page_script_hash = calc_hash(LESSON)
        runtime.handle_backmsg(session, message)
        await page.finished.wait()
        if page.error:
            raise RuntimeError(page.error)

    opening = BackMsg()
    opening.rerun_script.query_string = ""
    await run(opening)
    assert page.slider is not None, f"{LESSON} has no slider"
    name, fragment, stands_at, step = page.slider
    for number in range(answers):
        message = BackMsg()
        message.rerun_script.fragment_id = fragment
        state = message.rerun_script.widget_states.widgets.add()
        state.id = name
        state.double_array_value.data.append(stands_at + step * ((number + 1) % 2))
        await run(message)
    os._exit(0)  # what a process does at its end is no part of a visit


def main() -> None:
    """Make the visit."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.visit_alone", description=__doc__)
    parser.add_argument("--patches", nargs="*", default=(), metavar="NAME")
    parser.add_argument("--answers", type=int, default=0)
    options = parser.parse_args()
    os.chdir(ROOT)
    as_on_pyodide()
    asyncio.run(visit(options.patches, options.answers))


if __name__ == "__main__":
    main()
