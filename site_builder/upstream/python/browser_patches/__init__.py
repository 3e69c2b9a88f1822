"""What must be put right before Streamlit runs on Pyodide. The loader calls `apply` once, before stlite boots."""

import gc
import importlib
import logging
import re
import sys
import urllib  # noqa: F401 (the package of one of LATER)
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from importlib.machinery import FileFinder, PathFinder
from pathlib import Path
from types import ModuleType
from typing import Any

# Large modules that Streamlit imports for what a page does not do: they are loaded when something of them is used.
LATER = ("importlib.metadata", "urllib.request")
HOME = Path("/home/pyodide")  # where the loader puts the book's own files


def apply() -> None:
    """Patch Streamlit's modules in place, and import them in the cheapest way."""
    # stlite sends every record of every logger to the console, one message each: reading the book's Markdown alone made
    # a thousand of them, and took most of the start.
    logging.disable(logging.INFO)

    # While a hundred thousand objects are made that all stay, looking for garbage among them is half of the time.
    gc.disable()
    for name in LATER:
        import_later(name)
    finder: Any = PathFinder
    finder.invalidate_caches = staticmethod(invalidate_caches)
    name_version()
    build_messages_when_used()

    import streamlit.components.v2.manifest_scanner
    import streamlit.env_util
    import streamlit.runtime
    from streamlit.commands import page_config
    from streamlit.runtime import app_session
    from streamlit.runtime.pages_manager import PagesManager
    from streamlit.runtime.scriptrunner import script_runner

    # Streamlit inspects the whole call stack at the first element to find out; a page is never a REPL.
    streamlit.env_util.is_repl = lambda: False

    # Components of the second generation ask Runtime itself, where stlite's Streamlit has functions of the module.
    runtime: Any = streamlit.runtime.Runtime
    if not hasattr(runtime, "exists"):
        runtime.exists = staticmethod(streamlit.runtime.exists)
        runtime.instance = staticmethod(streamlit.runtime.get_instance)

    # app.py calls st.navigation; without this, a visit that begins at a lesson would bypass app.py, because the folder
    # pages/ looks like Streamlit's older way of making pages.
    PagesManager.uses_pages_directory = False

    # The table of all emojis comes with a regular expression that takes longer to compile than a page takes to draw;
    # the book's icon, a whole picture, is too long to be an emoji.
    commands: Any = page_config
    is_emoji = commands.is_emoji
    commands.is_emoji = lambda text: len(text) < 20 and is_emoji(text)

    # Only the book brings components, so no other package has to be searched for them.
    scanner: Any = streamlit.components.v2.manifest_scanner
    scanner.scan_component_manifests = partial(components_of, scanner, HOME / "widgets")

    escape_what_must_be(importlib.import_module("markupsafe"))
    make_elements_cheaply(importlib.import_module("streamlit.delta_generator").DeltaGenerator)
    keep_settings(app_session)
    forget_samples(app_session.AppSession)
    look_up_single_keys(importlib.import_module("streamlit.runtime.state").SafeSessionState)
    serialize = serialize_once(importlib.import_module("streamlit.runtime.scriptrunner_utils.script_run_context"))
    send_together(app_session.AppSession, streamlit.runtime.Runtime, serialize)
    collect_after_first_run(script_runner.ScriptRunner)


def components_of(scanner: Any, folder: Path) -> list[tuple[Any, Path]]:
    """What the search for components would find in this package. scanner: Streamlit's module of that name."""
    table = scanner.toml.loads((folder / "pyproject.toml").read_text("utf-8"))
    entries = table["tool"]["streamlit"]["component"]["components"]
    components = [scanner.ComponentConfig.from_dict(entry) for entry in entries]
    return [(scanner.ComponentManifest(table["project"]["name"], table["project"]["version"], components), folder)]


def escape_what_must_be(markupsafe: Any) -> None:
    """Look for a sign to escape before replacing five of them in turn: markupsafe comes without its compiled part."""
    escape: Callable[[str], str] = markupsafe._escape_inner
    special = re.compile("[&<>'\"]").search
    markupsafe._escape_inner = lambda text: escape(text) if special(text) else text


def make_elements_cheaply(generator: Any) -> None:
    """Leave out of the constructor that it names the module of 150 functions anew, for each element of each run."""

    def make(
        self: Any, root_container: int = 0, cursor: Any = None, parent: Any = None, block_type: Any = None
    ) -> None:
        self._root_container = root_container
        self._provided_cursor = cursor
        self._parent = parent
        self._block_type = block_type
        self._creating_fragment_id = None
        self._form_data = None

    generator.__init__ = make


def keep_settings(app_session: Any) -> None:
    """Look the settings and the theme up once, not at the start of each run: nobody changes them in the browser."""

    def once(find: Callable[..., None]) -> Callable[..., None]:
        kept: dict[tuple[str, ...], Any] = {}

        def populate(message: Any, *section: str) -> None:
            if section not in kept:
                kept[section] = type(message)()
                find(kept[section], *section)
            message.MergeFrom(kept[section])

        return populate

    app_session._populate_config_msg = once(app_session._populate_config_msg)
    app_session._populate_theme_msg = once(app_session._populate_theme_msg)


def forget_samples(session: Any) -> None:
    """The page's first message tells what its controls show, those too that it drew to be ready (boot.ts)."""
    handle = session._handle_rerun_script_request

    def handled(self: Any, client_state: Any = None, **options: Any) -> None:
        if client_state is not None:
            widgets = client_state.widget_states.widgets
            own = [widget for widget in widgets if not widget.id.startswith("sample-")]
            if len(own) < len(widgets):
                del widgets[:]
                widgets.extend(own)
        handle(self, client_state, **options)

    session._handle_rerun_script_request = handled


def look_up_single_keys(session_state: Any) -> None:
    """Each control asks for a table of all values, to look up its own key; only who goes through the table gets it."""
    whole = session_state.filtered_state.fget

    class Table(Mapping[str, Any]):
        def __init__(self, safe: Any) -> None:
            self.safe = safe

        def __getitem__(self, key: str) -> Any:
            return self.safe._state[key]

        def __iter__(self) -> Iterator[str]:
            return iter(whole(self.safe))

        def __len__(self) -> int:
            return len(whole(self.safe))

    session_state.filtered_state = property(Table)


def serialize_once(context: Any) -> Callable[[list[Any]], list[bytes]]:
    """Write an element's message once, for its hash and to be sent; returns what writes messages that are sent.

    Nothing in the browser keeps messages by their hash (the page compares it with the last one's, to know an element
    that is as it was), so the hash may be of the element alone.
    """
    from google.protobuf.internal.encoder import TagBytes, _VarintBytes  # type: ignore[import-untyped]
    from google.protobuf.internal.wire_format import WIRETYPE_LENGTH_DELIMITED  # type: ignore[import-untyped]
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
    from streamlit.runtime.runtime_util import serialize_forward_msg
    from streamlit.util import calc_hash

    populate = context.populate_hash_if_needed
    tag = TagBytes(ForwardMsg.DELTA_FIELD_NUMBER, WIRETYPE_LENGTH_DELIMITED)
    written: dict[int, tuple[Any, bytes]] = {}  # by id; the message is kept too, so that no other can get its id

    def populate_hash(message: Any) -> None:
        if message.WhichOneof("type") != "delta":
            populate(message)
        elif not message.hash:
            content = message.delta.SerializeToString(deterministic=True)
            message.hash = calc_hash(content)
            written[id(message)] = message, content

    def serialized(message: Any) -> bytes:
        _, content = written.get(id(message), (None, None))
        if content is None:
            return bytes(serialize_forward_msg(message))
        message.ClearField("delta")  # fields may stand in any order
        return bytes(tag + _VarintBytes(len(content)) + content + message.SerializeToString())

    def serialize(messages: list[Any]) -> list[bytes]:
        payloads = [serialized(message) for message in messages]
        written.clear()
        return payloads

    context.populate_hash_if_needed = populate_hash
    return serialize


def send_together(session: Any, runtime: Any, serialize: Callable[[list[Any]], list[bytes]]) -> None:
    """Hand a run's messages to the page at once, when it ends (client/page/answers.ts takes them there).

    One after the other, they make the page draw itself anew for the start of a run, for a few elements, for the rest
    and for its end, and each takes some turns of the event loop. Where a next request waits in front of them, that
    starts a new run, what the last one drew is dropped as a stranger's, and its end counts as an interruption, after
    which the page keeps what it should remove.
    """
    from js import Object, postMessage  # type: ignore[import-not-found]  # only in the browser
    from pyodide.ffi import to_js  # type: ignore[import-not-found]
    from streamlit.runtime.scriptrunner import ScriptRunnerEvent

    ends = (ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS, ScriptRunnerEvent.FRAGMENT_STOPPED_WITH_SUCCESS)
    flush = session.flush_browser_queue

    def post(messages: list[Any]) -> None:
        letter = {"type": "book:messages", "payloads": serialize(messages)}
        postMessage(to_js(letter, dict_converter=Object.fromEntries))

    def take(self: Any, sender: Any, event: Any, **details: Any) -> None:
        self._handle_scriptrunner_event_on_event_loop(sender, event, **details)
        if event is ScriptRunnerEvent.SCRIPT_STARTED:
            self._fragments = details.get("fragment_ids_this_run") or []
        if event in ends:
            messages = flush(self)
            for message in messages:
                if message.HasField("new_session"):  # written before the run grew (widgets.kit.following)
                    message.new_session.fragment_ids_this_run[:] = self._fragments
            post(messages)

    # What is sent between runs goes through the loop of Runtime, as one message that is a list. There is one thread, so
    # the loop is woken at once; a task for each message would do the same.
    session._on_scriptrunner_event = take
    runtime._enqueued_some_message = lambda self: self._get_async_objs().need_send_data.set()
    session.flush_browser_queue = lambda self: [messages] if (messages := flush(self)) else []
    runtime._send_message = lambda _self, _client, messages: post(messages)


def collect_after_first_run(runner: Any) -> None:
    """Look for garbage again when the first page is drawn, but never among what is there by then: it stays for good."""
    finished = runner._on_script_finished

    def first(self: Any, *arguments: Any, **options: Any) -> None:
        runner._on_script_finished = finished
        finished(self, *arguments, **options)
        gc.freeze()
        gc.set_threshold(20_000)  # new objects between two looks; most runs make fewer that stay
        gc.enable()

    runner._on_script_finished = first


def import_later(name: str) -> None:
    """Put a module of that name into place that becomes the real one when something of it is first asked for."""
    stand_in = ModuleType(name)

    def load(attribute: str) -> Any:
        if sys.modules.get(name) is stand_in:
            del sys.modules[name]
        module = importlib.import_module(name)
        return getattr(module, attribute)

    stand_in.__getattr__ = load  # type: ignore[method-assign]
    sys.modules[name] = stand_in
    package, _, last = name.rpartition(".")
    setattr(sys.modules[package], last, stand_in)


def invalidate_caches() -> None:
    """What importlib does when packages were installed, short of importing importlib.metadata for it."""
    for finder in sys.path_importer_cache.values():
        if isinstance(finder, FileFinder):
            finder.invalidate_caches()


def name_version() -> None:
    """Tell Streamlit its version, for which it would search the notes of all installed packages."""
    (notes,) = Path(__file__).parent.glob("streamlit-*.dist-info")
    module: Any = ModuleType("streamlit.version")
    module.STREAMLIT_VERSION_STRING = notes.name.removeprefix("streamlit-").removesuffix(".dist-info")
    sys.modules[module.__name__] = module


def build_messages_when_used() -> None:
    """Let protobuf finish the class of a message when it is first used; of some 300, a page uses 40.

    A class is finished when it is called, or asked for an attribute that it does not have yet.
    """
    from google.protobuf.internal import python_message  # type: ignore[import-untyped]

    kind: Any = python_message.GeneratedProtocolMessageType
    build: Callable[..., None] = kind.__init__
    waiting: dict[type, tuple[Any, ...]] = {}

    def note(cls: Any, name: str, bases: tuple[type, ...], members: dict[str, Any]) -> None:
        descriptor = members["DESCRIPTOR"]
        if getattr(descriptor, "_concrete_class", None) is None:
            descriptor._concrete_class = cls
            waiting[cls] = (name, bases, members)
            cls.__init__ = first_call
            cls.FromString = lambda data: finished(cls).FromString(data)

    def finished(cls: Any) -> Any:
        arguments = waiting.pop(cls)
        cls.DESCRIPTOR._concrete_class = None
        build(cls, *arguments)  # its own __init__ and FromString take the place of those above
        return cls

    def first_call(self: Any, **fields: Any) -> None:
        finished(type(self)).__init__(self, **fields)

    def missing(cls: Any, name: str) -> Any:
        if cls not in waiting:
            raise AttributeError(f"type object '{cls.__name__}' has no attribute '{name}'")
        return getattr(finished(cls), name)

    kind.__init__ = note
    kind.__getattr__ = missing
