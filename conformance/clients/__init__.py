"""Clients: found by name, made, and called under a deadline."""

from conformance.clients.caller import Call, Caller
from conformance.clients.connections import disconnect
from conformance.clients.endurance import Endurance, GivenUpError
from conformance.clients.factory import Factory, resolve
from conformance.clients.server import Server
from conformance.clients.worker import Lane, LoopLane, ThreadLane

__all__ = [
    "Call",
    "Caller",
    "Endurance",
    "Factory",
    "GivenUpError",
    "Lane",
    "LoopLane",
    "Server",
    "ThreadLane",
    "disconnect",
    "resolve",
]
