"""Stands in for ssl, which the browser does itself: anyio and the standard library only name these at import."""

OP_NO_SSLv2 = OP_NO_SSLv3 = OP_IGNORE_UNEXPECTED_EOF = 0
CERT_NONE, CERT_OPTIONAL, CERT_REQUIRED = range(3)


class SSLError(OSError):
    """Never raised here."""


class SSLZeroReturnError(SSLError):
    """Never raised here."""


class SSLWantReadError(SSLError):
    """Never raised here."""


class SSLWantWriteError(SSLError):
    """Never raised here."""


class SSLSyscallError(SSLError):
    """Never raised here."""


class SSLEOFError(SSLError):
    """Never raised here."""


class SSLCertVerificationError(SSLError, ValueError):
    """Never raised here."""


class SSLContext:
    """What urllib prepares for connections that are never made."""

    post_handshake_auth = None

    def set_alpn_protocols(self, _protocols: object) -> None:
        """Nothing to choose."""


class SSLObject:
    """A name for annotations."""


class SSLSocket:
    """A name for annotations."""


class MemoryBIO:
    """A name for annotations."""


class Purpose:
    """A name for annotations."""


def create_default_context(*_arguments: object, **_options: object) -> SSLContext:
    """A context that no connection ever uses: the browser makes the connections."""
    return SSLContext()


_create_default_https_context = create_default_context
