"""A container is started again where another process has the port that Docker chose for it."""

from __future__ import annotations

from typing import Any

import pytest
from docker.errors import APIError

from pytest_milvus.engines import container_keeper

TAKEN = "Error starting userland proxy: listen tcp4 0.0.0.0:32850: bind: address already in use"


class Docker:
    """A Docker that refuses some starts; it makes a container before it looks for a port."""

    def __init__(self, *refusals: str) -> None:
        self.refusals, self.left, self.started = list(refusals), 0, 0

    @property
    def containers(self) -> Docker:
        return self

    def start(self) -> None:
        self.left += 1
        if self.refusals:
            raise APIError(self.refusals.pop(0))
        self.started += 1

    def list(self, **filters: Any) -> list[Docker]:
        assert filters["filters"] == {"label": f"{container_keeper.OWNER}=me"}
        return [self] * self.left

    def remove(self, **_: Any) -> None:
        self.left -= 1


def started(monkeypatch: pytest.MonkeyPatch, *refusals: str) -> Docker:
    docker = Docker(*refusals)
    monkeypatch.setattr(container_keeper, "_docker", lambda: docker)
    container_keeper._start(docker, "me")
    return docker


def test_a_port_that_is_taken_costs_another_start(monkeypatch: pytest.MonkeyPatch) -> None:
    docker = started(monkeypatch, TAKEN, TAKEN)
    assert (docker.started, docker.left) == (1, 1)


def test_there_is_an_end_to_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(APIError, match="already in use"):
        started(monkeypatch, *[TAKEN] * container_keeper.STARTS)


def test_another_trouble_is_told_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(APIError, match="no such image"):
        started(monkeypatch, "no such image")
