"""A scriptable Milvus server: it serves every RPC, records every request, and answers from a script."""

from conformance.wire.request import Request
from conformance.wire.script import Abort, Answer, Drop, Late, Refusal, Reply, Rule, Script, Unfinished
from conformance.wire.server import WireServer
from conformance.wire.service import Rpc, rpcs
from conformance.wire.world import default_answer

__all__ = [
    "Abort",
    "Answer",
    "Drop",
    "Late",
    "Refusal",
    "Reply",
    "Request",
    "Rpc",
    "Rule",
    "Script",
    "Unfinished",
    "WireServer",
    "default_answer",
    "rpcs",
]
