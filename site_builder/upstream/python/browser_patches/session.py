"""Streamlit's session and what a run of a page asks of it."""

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from functools import partial
from pathlib import Path
from typing import Any

HOME = Path("/home/pyodide")  # where the loader puts the book's own files


def never_a_repl() -> None:
    """Streamlit inspects the whole call stack at the first element to find out; a page is never a REPL."""
    import streamlit.env_util

    streamlit.env_util.is_repl = lambda: False


def runtime_functions() -> None:
    """Components of the second generation ask Runtime itself, where stlite's Streamlit has functions of the module."""
    import streamlit.runtime

    runtime: Any = streamlit.runtime.Runtime
    if not hasattr(runtime, "exists"):
        runtime.exists = staticmethod(streamlit.runtime.exists)
        runtime.instance = staticmethod(streamlit.runtime.get_instance)


def one_app() -> None:
    """Run app.py wherever a visit begins.

    app.py calls st.navigation; without this, a visit that begins at a lesson would bypass app.py, because the folder
    pages/ looks like Streamlit's older way of making pages.
    """
    from streamlit.runtime.pages_manager import PagesManager

    PagesManager.uses_pages_directory = False


def no_emoji_table() -> None:
    """Do not look a picture up among the emojis.

    Their table comes with a regular expression that takes longer to compile than a page takes to draw; the book's icon,
    a whole picture, is too long to be an emoji.
    """
    from streamlit.commands import page_config

    commands: Any = page_config
    is_emoji = commands.is_emoji
    commands.is_emoji = lambda text: len(text) < 20 and is_emoji(text)


def own_components() -> None:
    """Only the book brings components, so no other package has to be searched for them."""
    import streamlit.components.v2.manifest_scanner

    scanner: Any = streamlit.components.v2.manifest_scanner
    scanner.scan_component_manifests = partial(components_of, scanner, HOME / "widgets")


def components_of(scanner: Any, folder: Path) -> list[tuple[Any, Path]]:
    """What the search for components would find in this package. scanner: Streamlit's module of that name."""
    table = scanner.toml.loads((folder / "pyproject.toml").read_text("utf-8"))
    entries = table["tool"]["streamlit"]["component"]["components"]
    components = [scanner.ComponentConfig.from_dict(entry) for entry in entries]
    return [(scanner.ComponentManifest(table["project"]["name"], table["project"]["version"], components), folder)]


def cheap_elements() -> None:
    """Leave out of the constructor that it names the module of 150 functions anew, for each element of each run."""
    from streamlit.delta_generator import DeltaGenerator

    make_elements_cheaply(DeltaGenerator)


def make_elements_cheaply(generator: Any) -> None:
    """generator: Streamlit's DeltaGenerator."""

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


def cheap_snapshots() -> None:
    """Copy a place on the page by its few numbers: each fragment keeps copies of all that are open around it."""
    from streamlit.cursor import Cursor

    copy_cursors_cheaply(Cursor)


def copy_cursors_cheaply(cursor: Any) -> None:
    """cursor: Streamlit's class of that name, all of whose attributes but one are numbers and tuples of numbers."""

    def copied(self: Any, memo: dict[int, Any]) -> Any:
        other = object.__new__(type(self))
        other.__dict__.update(self.__dict__)
        elements = self._transient_elements
        other._transient_elements = deepcopy(elements, memo) if len(elements) else type(elements)()
        return other

    cursor.__deepcopy__ = copied


def settings_once() -> None:
    """Look the settings and the theme up once, not at the start of each run: nobody changes them in the browser."""
    from streamlit.runtime import app_session

    keep_settings(app_session)


def keep_settings(app_session: Any) -> None:
    """app_session: Streamlit's module of that name."""

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


def samples() -> None:
    """The page's first message tells what its controls show, those too that it drew to be ready (boot.ts)."""
    from streamlit.runtime.app_session import AppSession

    forget_samples(AppSession)


def forget_samples(session: Any) -> None:
    """session: Streamlit's AppSession."""
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


def single_keys() -> None:
    """Each control asks for a table of all values, to look up its own key; only who goes through the table gets it."""
    from streamlit.runtime.state import SafeSessionState

    look_up_single_keys(SafeSessionState)


def look_up_single_keys(session_state: Any) -> None:
    """session_state: Streamlit's SafeSessionState."""
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
