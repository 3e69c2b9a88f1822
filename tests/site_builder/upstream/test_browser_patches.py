"""The patches of Streamlit that can be looked at outside the browser."""

from __future__ import annotations

import asyncio
import gc
import importlib
import logging
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable
from copy import deepcopy
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from streamlit import config
from streamlit.components.v2 import manifest_scanner
from streamlit.cursor import Cursor, LockedCursor, RunningCursor
from streamlit.delta_generator import DeltaGenerator
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.NewSession_pb2 import NewSession
from streamlit.runtime import app_session
from streamlit.runtime.forward_msg_cache import populate_hash_if_needed
from streamlit.runtime.scriptrunner import ScriptRunnerEvent
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.state import SafeSessionState, SessionState

from site_builder.upstream.python import browser_patches
from site_builder.upstream.python.browser_patches import interpreter, messages, session

PYTHON = Path(__file__).parents[3] / "site_builder" / "upstream" / "python"


def test_the_books_components_are_those_that_a_search_in_all_packages_finds() -> None:
    found = [(manifest, root.resolve()) for manifest, root in manifest_scanner.scan_component_manifests()]
    (ours,) = session.components_of(manifest_scanner, PYTHON.parents[2] / "widgets")
    assert found
    assert all(one == ours for one in found)  # the folder may stand in sys.path twice


@pytest.mark.parametrize("arguments", [{}, {"root_container": 1, "block_type": "column"}])
def test_elements_are_made_with_all_that_streamlit_gives_them(arguments: dict[str, Any]) -> None:
    class Cheap(DeltaGenerator):
        pass

    session.make_elements_cheaply(Cheap)
    assert vars(Cheap(**arguments)) == vars(DeltaGenerator(**arguments))


def test_settings_are_looked_up_once_and_stay_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def filled() -> bytes:
        message = NewSession()
        app_session._populate_config_msg(message.config)
        app_session._populate_theme_msg(message.custom_theme)
        app_session._populate_theme_msg(message.custom_theme.dark, "theme.dark")
        return bytes(message.SerializeToString(deterministic=True))

    plainly = filled()
    for name in ("_populate_config_msg", "_populate_theme_msg"):
        monkeypatch.setattr(app_session, name, getattr(app_session, name))  # put back after the test
    session.keep_settings(app_session)
    assert plainly
    assert filled() == plainly
    monkeypatch.setattr(config, "get_options_for_section", lambda _section: pytest.fail("looked up again"))
    assert filled() == plainly


def delta(text: str) -> ForwardMsg:
    message = ForwardMsg()
    message.metadata.delta_path.extend([0, 3, 1])
    message.delta.fragment_id = "one"
    message.delta.new_element.markdown.body = text
    return message


def context_module() -> SimpleNamespace:
    """As much of Streamlit's script_run_context as is patched."""
    return SimpleNamespace(populate_hash_if_needed=populate_hash_if_needed)


def test_a_message_that_is_written_once_says_the_same() -> None:
    context = context_module()
    serialize = messages.serialize_once(context)
    bodies = ["", "short", "ä" * 200, "x" * 20_000]
    for body in bodies:
        message, wanted = delta(body), delta(body)
        context.populate_hash_if_needed(message)
        assert message.hash
        wanted.hash = message.hash
        got = ForwardMsg()
        got.ParseFromString(serialize([message])[0])
        assert got == wanted
    hashes = []
    for body in [*bodies, *bodies]:
        message = delta(body)
        context.populate_hash_if_needed(message)
        hashes.append(message.hash)
    assert hashes[: len(bodies)] == hashes[len(bodies) :]
    assert len(set(hashes)) == len(bodies)


def test_messages_without_an_element_are_written_as_ever() -> None:
    context = context_module()
    serialize = messages.serialize_once(context)
    page, finished = ForwardMsg(), ForwardMsg()
    page.page_info_changed.query_string = "bias=1"
    finished.script_finished = ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY
    context.populate_hash_if_needed(page)
    assert page.hash
    assert serialize([page, finished]) == [page.SerializeToString(), finished.SerializeToString()]


@pytest.mark.parametrize("transient", [{}, {2: ["shown"]}], ids=["plain", "transient"])
@pytest.mark.parametrize("kind", [RunningCursor, LockedCursor])
def test_places_are_copied_with_all_that_streamlit_copies(
    kind: Callable[..., Cursor], transient: dict[int, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    place: Any = kind(root_container=1, parent_path=(0, 3))
    place._index, place._transient_index = 5, 2
    for index, element in transient.items():
        place._transient_elements[index] = element
    wanted = deepcopy(place)
    monkeypatch.setattr(Cursor, "__deepcopy__", None, raising=False)  # taken away again afterwards
    session.copy_cursors_cheaply(Cursor)
    copied = deepcopy(place)
    state, wanted_state = ({**vars(one)} for one in (copied, wanted))
    elements, wanted_elements = (one.pop("_transient_elements") for one in (state, wanted_state))
    assert state == wanted_state
    assert dict(elements.items()) == dict(wanted_elements.items()) == transient
    assert elements is not place._transient_elements
    assert all(elements[index] is not element for index, element in transient.items())
    copied._index += 1
    assert place.index == 5


def test_a_control_finds_its_key_as_in_the_whole_table() -> None:
    class Safe(SafeSessionState):
        pass

    state = SessionState()
    state["answer"], state["nothing"] = "3", None
    safe = Safe(state, lambda: None)
    whole = dict(safe.filtered_state)
    session.look_up_single_keys(Safe)
    table = safe.filtered_state
    assert dict(table) == whole == {"answer": "3", "nothing": None}
    assert len(table) == 2
    assert "answer" in table
    assert "other" not in table
    assert table["nothing"] is None


def test_only_warnings_are_logged(caplog: pytest.LogCaptureFixture) -> None:
    try:
        interpreter.quiet_log()
        logging.getLogger("a library").info("all that it does")
        logging.getLogger("a library").warning("what is wrong")
    finally:
        logging.disable(logging.NOTSET)
    assert [record.message for record in caplog.records] == ["what is wrong"]


def test_garbage_is_looked_for_again_after_the_first_run(monkeypatch: pytest.MonkeyPatch) -> None:
    ended: list[object] = []
    monkeypatch.setattr(ScriptRunner, "_on_script_finished", lambda _self, *arguments: ended.append(arguments))
    before = gc.get_threshold()
    try:
        interpreter.no_garbage_yet()
        interpreter.garbage_later()
        assert not gc.isenabled()
        runner: Any = ScriptRunner
        runner._on_script_finished(None, "first")
        assert gc.isenabled()
        gc.disable()
        runner._on_script_finished(None, "second")  # as it was before the patch
        assert not gc.isenabled()
    finally:
        gc.enable()
        gc.set_threshold(*before)
    assert ended == [("first",), ("second",)]


def in_a_fresh_python(code: str) -> str:
    """What is printed where nothing is imported yet."""
    begin = "import sys; sys.path.insert(0, sys.argv[1]); from browser_patches import interpreter, messages\n"
    command = [sys.executable, "-c", begin + code, str(PYTHON)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_a_module_that_is_put_off_is_the_real_one_when_it_is_used() -> None:
    told = in_a_fresh_python(
        "interpreter.urllib_later(); interpreter.metadata_later()\n"
        "import urllib.request, importlib.metadata\n"
        "print('http.client' in sys.modules, urllib.request.quote('a b'), 'http.client' in sys.modules)\n"
        "print(importlib.metadata.version('numpy'))\n"
    )
    assert told.split() == ["False", "a%20b", "True", importlib.import_module("numpy").__version__]


def test_anyio_is_the_real_one_with_stlites_change_when_it_is_used(tmp_path: Path) -> None:
    package = tmp_path / "stlite_lib"
    package.mkdir()
    (package / "__init__.py").write_text("from . import anyio_patch\n", encoding="utf-8")
    (package / "anyio_patch.py").write_text("import anyio\nanyio.changed = True\n", encoding="utf-8")
    told = in_a_fresh_python(
        f"sys.path.insert(0, {str(tmp_path)!r})\n"
        "interpreter.anyio_later()\n"
        "import stlite_lib, starlette.applications, starlette.middleware.gzip, starlette.requests\n"
        "print('anyio._core' in sys.modules)\n"
        "import asyncio, anyio\n"
        "async def double():\n"
        "    limiter = starlette.middleware.gzip._get_gzip_capacity_limiter()\n"
        "    return await anyio.to_thread.run_sync(lambda: 42, limiter=limiter)\n"
        "print(asyncio.run(double()), sys.modules['anyio'].changed, starlette.requests.anyio.changed)\n"
    )
    assert told.split() == ["False", "42", "True", "True"]


def test_numpy_without_what_no_page_begins_with_has_it_when_it_is_asked_for() -> None:
    told = in_a_fresh_python(
        "interpreter.numpy_later()\n"
        "import numpy as np\n"
        "from numpy.random import default_rng, Generator\n"
        "drawn = np.random.default_rng(3).random()\n"
        "parts = ('numpy.random._philox', 'numpy.random.mtrand', 'numpy.random._pickle')\n"
        "print(any(part in sys.modules for part in parts), isinstance(default_rng(3), Generator))\n"
        "print(type(sys.modules['numpy.linalg._umath_linalg']).__name__, np.linalg.norm([3.0, 4.0]))\n"
        "print(np.linalg.solve([[2.0]], [4.0])[0], hasattr(sys.modules['numpy.linalg._umath_linalg'], '__file__'))\n"
        "np.testing.assert_allclose(drawn, drawn)\n"
        "print(drawn, np.random.RandomState(3).random(), np.random.Philox(3).random_raw(), len(np.random.__all__))\n"
        "import copy\n"
        "rng = default_rng(3)\n"
        "print(copy.deepcopy(rng).random(), np.random.default_rng(rng) is rng)\n"
    )
    drawn = f"{np.random.default_rng(3).random()}"
    others = f"{np.random.RandomState(3).random()} {np.random.Philox(3).random_raw()} {len(np.random.__all__)}"
    assert told.splitlines() == ["False True", "module 5.0", "2.0 True", f"{drawn} {others}", f"{drawn} True"]


def test_messages_that_are_built_when_used_are_the_same() -> None:
    """In pure Python, as in the browser; classes are used by calls, by FromString, as fields and by their names."""
    told = in_a_fresh_python(
        "import os; os.environ['PROTOCOL_BUFFERS_PYTHON_IMPLEMENTATION'] = 'python'\n"
        "messages.messages_when_used()\n"
        "from streamlit.proto.ForwardMsg_pb2 import ForwardMsg\n"
        "from streamlit.proto.Slider_pb2 import Slider\n"
        "message = ForwardMsg(); message.delta.new_element.slider.label = 'Q'\n"
        "again = ForwardMsg.FromString(message.SerializeToString())\n"
        "assert again == message and ForwardMsg.DELTA_FIELD_NUMBER and Slider.DESCRIPTOR.name == 'Slider'\n"
        "try: Slider.nothing\n"
        "except AttributeError as error: print('no nothing')\n"
        "print(again.delta.new_element.slider.label, again.SerializeToString().hex())\n"
    )
    message = ForwardMsg()
    message.delta.new_element.slider.label = "Q"
    assert told.split() == ["no", "nothing", "Q", message.SerializeToString().hex()]


def test_what_was_drawn_to_be_ready_is_no_control_of_the_page() -> None:
    asked: list[Any] = []

    class Session:
        def _handle_rerun_script_request(self, client_state: Any = None) -> None:
            asked.append(client_state)

    session.forget_samples(Session)
    state = ClientState()
    for name in ("sample-slider", "$$ID-own", "sample-checkbox"):
        state.widget_states.widgets.add(id=name)
    Session()._handle_rerun_script_request(state)
    Session()._handle_rerun_script_request()
    assert [widget.id for widget in asked[0].widget_states.widgets] == ["$$ID-own"]
    assert asked[1] is None


def test_patches_come_in_their_order_and_no_others(monkeypatch: pytest.MonkeyPatch) -> None:
    applied: list[str] = []
    for table in ("BEFORE", "AFTER"):
        marked = {name: partial(applied.append, f"{table} {name}") for name in getattr(browser_patches, table)}
        monkeypatch.setattr(browser_patches, table, marked)
    browser_patches.apply_those({"garbage_later", "one_app", "kept_theme"})
    assert applied == ["BEFORE garbage_later", "AFTER one_app", "AFTER garbage_later"]


@pytest.mark.long
def test_a_loop_that_is_seldom_woken_hears_all_in_their_order() -> None:
    """Four readers' runs tell two things at a time and wait until both are heard; one of them cannot be handled."""
    rounds, fails = 4000, (2, 700)
    heard: list[list[int]] = [[], [], [], []]
    failed: list[str] = []

    class Session:
        def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
            self._event_loop = loop

        def _handle_scriptrunner_event_on_event_loop(self, sender: int, event: int) -> None:
            heard[sender].append(event)
            assert (sender, event) != fails, "no such event"

        def _on_scriptrunner_event(self, sender: int, event: int) -> None:
            raise NotImplementedError

    class Sender:
        _enqueued_some_message = None

    messages.wake_seldom(Session, Sender)

    def say(loop: asyncio.AbstractEventLoop, reader: int) -> None:
        told = Session(loop)
        for number in range(0, 2 * rounds, 2):
            told._on_scriptrunner_event(reader, number)
            told._on_scriptrunner_event(reader, number + 1)
            end = time.monotonic() + 20
            while len(heard[reader]) <= number + 1:
                assert time.monotonic() < end, f"nobody hears {number}"

    async def listen() -> None:
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: failed.append(str(context["exception"])))
        await asyncio.gather(*(asyncio.to_thread(say, loop, reader) for reader in range(len(heard))))

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # seconds: threads take turns as often as they can
    try:
        asyncio.run(listen())
    finally:
        sys.setswitchinterval(interval)
    assert len(failed) == 1
    assert heard == [list(range(2 * rounds))] * len(heard)


def test_a_run_of_fragments_is_announced_with_those_that_joined_it_until_it_says_something(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    heard: list[tuple[Any, list[str]]] = []
    run = SimpleNamespace(fragment_ids_this_run=["first"])

    class Session:
        def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
            self._event_loop = loop

        def _handle_scriptrunner_event_on_event_loop(
            self, sender: None, event: Any, *, fragment_ids_this_run: Iterable[str] = ()
        ) -> None:
            heard.append((event, list(fragment_ids_this_run)))

        def _on_scriptrunner_event(self, sender: None, event: Any, **details: Any) -> None:
            raise NotImplementedError

    class Sender:
        _enqueued_some_message = None

    monkeypatch.setattr("streamlit.runtime.scriptrunner.get_script_run_ctx", lambda suppress_warning: run)
    messages.wake_seldom(Session, Sender)

    async def tell() -> None:
        told = Session(asyncio.get_running_loop())
        start, element = ScriptRunnerEvent.SCRIPT_STARTED, ScriptRunnerEvent.ENQUEUE_FORWARD_MSG
        told._on_scriptrunner_event(None, start, fragment_ids_this_run=run.fragment_ids_this_run)
        await asyncio.sleep(0.01)
        assert not heard
        assert run.hl_may_grow
        run.fragment_ids_this_run.append("second")
        told._on_scriptrunner_event(None, element)
        assert not run.hl_may_grow
        await asyncio.sleep(0.01)
        assert heard == [(start, ["first", "second"]), (element, [])]
        told._on_scriptrunner_event(None, start, fragment_ids_this_run=[])  # of a whole page nothing is held
        await asyncio.sleep(0.01)
        assert heard[2:] == [(start, [])]

    asyncio.run(tell())


def test_what_a_loop_enqueues_itself_wakes_nobody() -> None:
    woken: list[str] = []

    class Session:
        _handle_scriptrunner_event_on_event_loop = _on_scriptrunner_event = None

    class Runtime:
        def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
            self.objects = SimpleNamespace(eventloop=loop, need_send_data=asyncio.Event())

        def _get_async_objs(self) -> SimpleNamespace:
            return self.objects

        def _enqueued_some_message(self) -> None:
            woken.append(threading.current_thread().name)

    messages.wake_seldom(Session, Runtime)

    async def enqueue() -> None:
        runtime = Runtime(asyncio.get_running_loop())
        runtime._enqueued_some_message()
        assert runtime.objects.need_send_data.is_set()
        assert not woken
        await asyncio.to_thread(runtime._enqueued_some_message)
        assert len(woken) == 1

    asyncio.run(enqueue())
