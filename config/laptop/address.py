"""Where the laptop listens: one socket, bound before anything else is prepared."""

import errno
import os
import socket

DEFAULT_PORT = 8000
LOOPBACK = {"127.0.0.1", "localhost", "::1"}
ANY_ADDRESS = {"0.0.0.0", "::"}  # noqa: S104 -- recognised, not used by default
BACKLOG = 512
PORTS_TO_SUGGEST = range(DEFAULT_PORT + 1, DEFAULT_PORT + 100)


class AddressError(Exception):
    """The address cannot be listened on; the message says what to do instead."""


def listen(host: str, port: int | None) -> socket.socket:
    """Return a listening socket; ``port`` None: the default one.

    It listens from here on, so nobody can take the port while the database is prepared.
    """
    wanted = DEFAULT_PORT if port is None else port
    try:
        return _listening_socket(host, wanted)
    except OSError as error:
        raise AddressError(_reason(error, host, wanted, asked_for=port is not None)) from error


def _listening_socket(host: str, port: int) -> socket.socket:
    family, _, _, _, address = socket.getaddrinfo(
        host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    listener = socket.socket(family, socket.SOCK_STREAM)
    try:
        if os.name == "posix":  # on Windows the option would share a port that is in use
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    listener.set_inheritable(False)
    return listener


def _reason(error: OSError, host: str, port: int, *, asked_for: bool) -> str:
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return f"{host} is not an address of this machine. Choose another one with --host."
    if error.errno == errno.EACCES:
        return f"Port {port} may not be used by ordinary users. Choose one above 1023 with --port."
    if error.errno != errno.EADDRINUSE:
        return f"Cannot listen on {host} port {port}: {error.strerror}."
    if asked_for:
        return f"Port {port} is in use by another program. Choose another one with --port."
    return (
        f"Port {port} is in use by another program. Try: python3 run.py --port {_free_port(host)}"
    )


def _free_port(host: str) -> int:
    """Return a port that is free right now, near the default one if possible."""
    for port in [*PORTS_TO_SUGGEST, 0]:
        try:
            with _listening_socket(host, port) as listener:
                return int(listener.getsockname()[1])
        except OSError:
            continue
    return PORTS_TO_SUGGEST.start


def url_of(host: str, listener: socket.socket) -> str:
    """Return the address to type into a browser."""
    port = listener.getsockname()[1]
    shown = "127.0.0.1" if host in ANY_ADDRESS else host
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def names_served(host: str) -> list[str]:
    """Return the Host headers to accept: loopback always, this machine's own if it is open."""
    names = ["localhost", "127.0.0.1", "[::1]"]
    if host in LOOPBACK:
        return names
    if host not in ANY_ADDRESS:
        return [*names, f"[{host}]" if ":" in host else host]
    machine = socket.gethostname()
    try:
        own = socket.gethostbyname_ex(machine)[2]
    except OSError:
        own = []
    return list(dict.fromkeys([*names, machine, f"{machine}.local", *own]))
