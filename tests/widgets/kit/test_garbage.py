"""Who has left a server is forgotten soon."""

from __future__ import annotations

import subprocess
import sys

# Readers who come and go, fifty at a time; each is a circle of some thousand objects, as a session of Streamlit's is.
VISITS = """
import weakref
from collections import deque
from widgets.kit import garbage

class Session:
    def __init__(self):
        self.parts = [[self, number] for number in range(2000)]

garbage.settle()
there, alive, most = deque(maxlen=50), weakref.WeakSet(), 0
for _ in range(600):
    session = Session()
    there.append(session)
    alive.add(session)
    most = max(most, len(alive))
print(most)
"""


def test_a_server_does_not_keep_readers_who_have_left() -> None:
    done = subprocess.run([sys.executable, "-c", VISITS], capture_output=True, text=True, check=True)
    assert 50 <= int(done.stdout) <= 200
