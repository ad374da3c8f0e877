"""Loopback never goes through a proxy, and the environment is itself again afterwards."""

from __future__ import annotations

import pytest

from pytest_milvus.loopback import is_loopback, no_proxy_for_loopback

LOCAL = "127.0.0.1,localhost,::1"


@pytest.mark.parametrize(
    ("before", "within"),
    [
        ({}, {}),
        ({"no_proxy": "corp"}, {"no_proxy": "corp"}),
        (
            {"http_proxy": "http://proxy:1"},
            {"http_proxy": "http://proxy:1", "no_proxy": LOCAL, "NO_PROXY": LOCAL},
        ),
        (
            {"ALL_PROXY": "p", "NO_PROXY": "corp, localhost", "no_grpc_proxy": ""},
            {
                "ALL_PROXY": "p",
                "NO_PROXY": "corp,localhost,127.0.0.1,::1",
                "no_proxy": "corp,localhost,127.0.0.1,::1",
                "no_grpc_proxy": LOCAL,
            },
        ),
    ],
    ids=["no proxy", "no proxy, but exceptions", "a proxy", "a proxy and exceptions"],
)
def test_what_becomes_of_the_environment(before: dict[str, str], within: dict[str, str]) -> None:
    environ = dict(before)
    with no_proxy_for_loopback(environ):
        assert environ == within
    assert environ == before


@pytest.mark.parametrize(
    ("uri", "expected"),
    [
        ("http://localhost:1", True),
        ("http://[::1]:1", True),
        ("unix:/run/x", True),
        ("http://localhost.example:1", False),
    ],
)
def test_loopback_addresses(uri: str, expected: bool) -> None:
    assert is_loopback(uri) is expected
