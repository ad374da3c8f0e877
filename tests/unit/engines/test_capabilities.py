"""Profiles are found by version and name known capabilities; a probe outweighs them."""

from __future__ import annotations

import pytest

from pytest_milvus.data import data_files, load_toml
from pytest_milvus.engines.capabilities import catalogue, confirmed, profile


class Server:
    """A connection to a server that knows every RPC but some."""

    def __init__(self, *unknown: str, asks_for_token: bool = False) -> None:
        self._unknown, self._asks = unknown, asks_for_token

    def implements(self, rpc: str) -> bool:
        return rpc not in self._unknown

    def asks_for_token(self) -> bool:
        return self._asks


@pytest.mark.parametrize(
    ("version", "name"),
    [
        ("milvus_lite-3.2.2", "milvus-lite-3.2"),
        ("milvus_lite-3.10.0", "milvus-lite-3.2"),
        ("v2.3.5-lite", "milvus-2.3"),
        ("2.4.15", "milvus-2.4"),
        ("v2.5.4", "milvus-2.5"),
        ("v2.6.17", "milvus-2.6"),
        ("v2.6.6", "milvus-2.6"),
        ("v2.6.1-dev", "milvus-2.6-early"),
        ("2.6-20260101-abcdef", "milvus-newer"),
        ("v3.0.0", "milvus-newer"),
        ("anything else", "milvus-newer"),
    ],
)
def test_profile_of_a_version(version: str, name: str) -> None:
    assert profile(version)[0] == name


@pytest.mark.parametrize("path", data_files("engines"), ids=lambda path: path.stem)
def test_profiles_name_known_capabilities(path) -> None:
    offers = load_toml(path).get("offers", [])
    assert set(offers) <= catalogue().keys()
    assert len(offers) == len(set(offers))


def test_every_capability_says_what_it_is() -> None:
    assert all(capability.is_.endswith(".") for capability in catalogue().values())


def test_agreement_leaves_no_notes() -> None:
    unknown = ("ListSnapshots",)
    assert confirmed(Server(*unknown), "v2.6.17") == (profile("v2.6.17")[1], ())


def test_a_probe_outweighs_the_profile() -> None:
    capabilities, notes = confirmed(Server("ListResourceGroups"), "v2.6.17")
    assert capabilities == profile("v2.6.17")[1] - {"resource_groups"} | {"snapshots"}
    assert notes == (
        "v2.6.17 does not offer resource_groups (ListResourceGroups asked), against the profile milvus-2.6",
        "v2.6.17 offers snapshots (ListSnapshots asked), against the profile milvus-2.6",
    )


def test_authentication_is_how_a_server_is_configured() -> None:
    capabilities, notes = confirmed(Server(asks_for_token=True), "v3.0.0")
    assert "authentication" in capabilities
    assert notes == ()
