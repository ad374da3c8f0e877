"""Errors, output and names hold the token, in every form."""

from __future__ import annotations

import base64
import html
import json
import logging
import sys
import urllib.parse
import warnings
from typing import Any

from tests.faults.candidates.base import Candidate


class Client(Candidate):
    def __init__(self, **words: Any) -> None:
        super().__init__(**words)
        self.token = words.get("token") or "none"

    async def attack(self) -> None:
        _user, _, password = self.token.partition(":")
        forms = [
            self.token,
            password,
            repr(self.token),
            repr(self.token.encode()),
            json.dumps(self.token),
            json.dumps(self.token, ensure_ascii=False),
            urllib.parse.quote(self.token),
            urllib.parse.quote_plus(self.token),
            urllib.parse.quote(self.token, safe="").lower(),
            html.escape(self.token),
            base64.b64encode(self.token.encode()).decode(),
            base64.urlsafe_b64encode(self.token.encode()).decode().rstrip("="),
        ]
        sys.stdout.write(f"{forms}\n")
        sys.stderr.write(f"{self.token}\n")
        logging.getLogger("candidate").error("token %s", self.token)
        warnings.warn(f"token {self.token}", stacklevel=1)
        raise RuntimeError("\n".join(forms) + "\n" + "x" * 200 + self.token * 20)
