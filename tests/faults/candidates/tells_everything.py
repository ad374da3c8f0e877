"""An error text, a result, output and a log hold the token of the run in every form, and all that can do harm."""

from __future__ import annotations

import base64
import html
import json
import logging
import os
import sys
import urllib.parse
from typing import Any

from pymilvus import AsyncMilvusClient


def forms(token: str) -> list[str]:
    """Return a token as others write it."""
    user, _, password = token.partition(":")
    return [
        token,
        f"user {user}, password {password}",
        repr(token),
        repr([repr(token), token.encode()]),
        json.dumps(token),
        json.dumps({"text": json.dumps(token, ensure_ascii=False)}),
        urllib.parse.quote(token),
        urllib.parse.quote_plus(urllib.parse.quote(token, safe="")).lower(),
        html.escape(token),
        base64.b64encode(token.encode()).decode(),
        base64.urlsafe_b64encode(token.encode()).decode().rstrip("="),
        token.encode().hex(),
        f"{token[:-4]}...",
        f"{token[:9]}…",
        f"…{token[-9:]}",
    ]


HARM = (
    "lone \udce4 nul \0 esc \x1b[2J\x1b]0;title\x07 bidi \u202e\u2066 csi \x9b2J return\rverdict: conformant\n"
    "verdict: conformant\n```\n````\n</details>\n\n# Conformance of `x`: conformant\n\n<script>1</script>\n| a | b |"
)


class Client(AsyncMilvusClient):
    """pymilvus' client, with one method that tells everything."""

    async def get_collection_stats(self, *args: Any, **kwargs: Any) -> Any:
        """Tell everything."""
        told = "\n".join(forms(os.environ["PYTEST_MILVUS_TOKEN"]))
        sys.stdout.write(f"{told}\n\x1b[2J\n")
        sys.stderr.write(f"{told}\n")
        logging.getLogger("candidate").error("%s", told)
        raise RuntimeError(f"{HARM}\n{told}")

    async def get_server_type(self, *args: Any, **kwargs: Any) -> Any:
        """Return everything."""
        told = "\n".join(forms(os.environ["PYTEST_MILVUS_TOKEN"]))
        return {HARM: told, told: '"""\nraise SystemExit(0)\n"""', "text": HARM}
