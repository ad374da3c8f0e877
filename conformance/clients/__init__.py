"""Clients: found by name, made, and called under a deadline."""

from conformance.clients.caller import Call, Caller, as_declared
from conformance.clients.connections import disconnect
from conformance.clients.endurance import Endurance, GivenUpError
from conformance.clients.equalities import Equalities
from conformance.clients.factory import Factory, resolve
from conformance.clients.server import Server
from conformance.clients.worker import LoopWorker, ThreadWorker, Worker

__all__ = [
    "Call",
    "Caller",
    "Endurance",
    "Equalities",
    "Factory",
    "GivenUpError",
    "LoopWorker",
    "Server",
    "ThreadWorker",
    "Worker",
    "as_declared",
    "disconnect",
    "resolve",
]
