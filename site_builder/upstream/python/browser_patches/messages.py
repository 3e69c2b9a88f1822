"""What Python says to the page: how messages are made, written and sent."""

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from typing import Any


def messages_when_used() -> None:
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


def written_plainly(messages: list[Any]) -> list[bytes]:
    """Messages as they are sent."""
    from streamlit.runtime.runtime_util import serialize_forward_msg

    return [bytes(serialize_forward_msg(message)) for message in messages]


_write: Callable[[list[Any]], list[bytes]] = written_plainly


def written_once() -> None:
    """Write an element's message once, for its hash and to be sent."""
    from streamlit.runtime.scriptrunner_utils import script_run_context

    global _write
    _write = serialize_once(script_run_context)


def serialize_once(context: Any) -> Callable[[list[Any]], list[bytes]]:
    """Keep what is written for a message's hash; returns what writes messages that are sent.

    Nothing in the browser keeps messages by their hash (the page compares it with the last one's, to know an element
    that is as it was), so the hash may be of the element alone.
    """
    from google.protobuf.internal.encoder import TagBytes, _VarintBytes  # type: ignore[import-untyped]
    from google.protobuf.internal.wire_format import WIRETYPE_LENGTH_DELIMITED  # type: ignore[import-untyped]
    from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
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
            return written_plainly([message])[0]
        message.ClearField("delta")  # fields may stand in any order
        return bytes(tag + _VarintBytes(len(content)) + content + message.SerializeToString())

    def serialize(messages: list[Any]) -> list[bytes]:
        payloads = [serialized(message) for message in messages]
        written.clear()
        return payloads

    context.populate_hash_if_needed = populate_hash
    return serialize


def one_letter() -> None:
    """Hand a run's messages to the page at once, when it ends (client/page/answers.ts takes them there).

    One after the other, they make the page draw itself anew for the start of a run, for a few elements, for the rest
    and for its end, and each takes some turns of the event loop. Where a next request waits in front of them, that
    starts a new run, what the last one drew is dropped as a stranger's, and its end counts as an interruption, after
    which the page keeps what it should remove.
    """
    from streamlit.runtime import Runtime
    from streamlit.runtime.app_session import AppSession
    from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext

    # Nothing is told before a run's end, so it may take in more fragments on its way (widgets/kit/following.py).
    context: Any = ScriptRunContext
    context.hl_may_grow = True
    send_together(AppSession, Runtime)


def send_together(session: Any, runtime: Any) -> None:
    """session, runtime: Streamlit's AppSession and Runtime."""
    from js import Object, postMessage  # type: ignore[import-not-found]  # only in the browser
    from pyodide.ffi import to_js  # type: ignore[import-not-found]
    from streamlit.runtime.scriptrunner import ScriptRunnerEvent

    ends = (ScriptRunnerEvent.SCRIPT_STOPPED_WITH_SUCCESS, ScriptRunnerEvent.FRAGMENT_STOPPED_WITH_SUCCESS)
    flush = session.flush_browser_queue

    def post(messages: list[Any]) -> None:
        letter = {"type": "book:messages", "payloads": _write(messages)}
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


def seldom_woken() -> None:
    """Wake a server's event loop once for what a run says meanwhile, not twice for each element.

    Each time is a system call, and has the loop's thread ask for the interpreter that the run is using. That some
    fragments are about to be drawn is told with the first that a run says after it, so those that follow a change are
    drawn in the same run (widgets/kit/following.py).
    """
    from streamlit.runtime import Runtime
    from streamlit.runtime.app_session import AppSession

    wake_seldom(AppSession, Runtime)


def wake_seldom(session: Any, runtime: Any) -> None:
    """session, runtime: Streamlit's AppSession and Runtime."""
    from streamlit.runtime.scriptrunner import ScriptRunnerEvent, get_script_run_ctx

    wake = runtime._enqueued_some_message
    lock = threading.Lock()

    def take(self: Any, sender: Any, event: Any, **details: Any) -> None:
        told = (sender, event, details)
        if event is ScriptRunnerEvent.SCRIPT_STARTED and details.get("fragment_ids_this_run"):
            run: Any = get_script_run_ctx(suppress_warning=True)
            run.hl_may_grow = True
            self._start = run, told
            return
        with lock:
            events = self.__dict__.setdefault("_events", [])
            is_asleep = not events
            if held := self.__dict__.pop("_start", None):
                run, start = held
                run.hl_may_grow = False
                events.append(start)
            events.append(told)
        if is_asleep:  # else the loop will find it beside the others
            self._event_loop.call_soon_threadsafe(hand_over, self, events)

    def hand_over(self: Any, events: list[tuple[Any, Any, dict[str, Any]]]) -> None:
        with lock:
            now, events[:] = [*events], []
        for sender, event, details in now:  # each by itself: where one fails, the loop says so and the others go on
            self._event_loop.call_soon(partial(self._handle_scriptrunner_event_on_event_loop, sender, event, **details))

    def enqueued(self: Any) -> None:
        objects = self._get_async_objs()
        if asyncio._get_running_loop() is objects.eventloop:  # it is awake
            objects.need_send_data.set()
        else:
            wake(self)

    session._on_scriptrunner_event = take
    runtime._enqueued_some_message = enqueued
