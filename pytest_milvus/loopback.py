"""Loopback without a proxy: on a machine whose environment names one, gRPC sends even 127.0.0.1 through it.

The one rule: the environment changes only where it names a proxy, only by hosts that are this machine, and is
itself again afterwards.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from urllib.parse import urlsplit

__all__ = ["is_loopback", "no_proxy_for_loopback"]

_HOSTS = ("127.0.0.1", "localhost", "::1")
_PROXIES = ("grpc_proxy", "http_proxy", "https_proxy", "all_proxy")
_EXCEPTIONS = ("no_grpc_proxy", "no_proxy", "NO_PROXY")
"""gRPC reads the first that is set of the first two, others the second or, where it is not set, the third."""


def is_loopback(uri: str) -> bool:
    """Return whether an address is this machine's own."""
    return uri.startswith("unix:") or urlsplit(uri).hostname in _HOSTS


@contextmanager
def no_proxy_for_loopback(environ: MutableMapping[str, str] = os.environ) -> Iterator[None]:
    """Let every client in this process, and in those that it starts, reach loopback without a proxy."""
    if not any(environ.get(name) or environ.get(name.upper()) for name in _PROXIES):
        yield
        return
    before = {name: environ.get(name) for name in _EXCEPTIONS}
    general = before["no_proxy"] or before["NO_PROXY"] or ""
    environ.update(
        {
            "no_proxy": _with_loopback(general),
            "NO_PROXY": _with_loopback(before["NO_PROXY"] or general),
        }
    )
    if before["no_grpc_proxy"] is not None:
        environ["no_grpc_proxy"] = _with_loopback(before["no_grpc_proxy"])
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                environ.pop(name, None)
            else:
                environ[name] = value


def _with_loopback(hosts: str) -> str:
    listed = [host.strip() for host in hosts.split(",") if host.strip()]
    return ",".join([*listed, *(host for host in _HOSTS if host not in listed)])
