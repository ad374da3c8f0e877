"""What the suite is told of `PlainClient`; the client itself need not know the suite."""

from plain_client import PlainClient

from conformance.clients import Equalities

__all__ = ["EQUALITIES", "PlainClient"]

EQUALITIES = Equalities(
    containers=True,
    exceptions={"PlainError": "MilvusException"},
)
