"""A scriptable Milvus server: it serves every RPC, records every request, and answers from a script."""

from pytest_milvus.mock_server.default_answers import default_answer
from pytest_milvus.mock_server.request import Request
from pytest_milvus.mock_server.script import (
    Abort,
    Answer,
    Drop,
    Full,
    Late,
    Refusal,
    Reply,
    Rule,
    Script,
    Unfinished,
)
from pytest_milvus.mock_server.server import MockServer
from pytest_milvus.mock_server.service import Rpc, rpcs

__all__ = [
    "Abort",
    "Answer",
    "Drop",
    "Full",
    "Late",
    "MockServer",
    "Refusal",
    "Reply",
    "Request",
    "Rpc",
    "Rule",
    "Script",
    "Unfinished",
    "default_answer",
    "rpcs",
]
