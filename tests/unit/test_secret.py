"""A token stays out of reprs and out of what pytest reports."""

from __future__ import annotations

from base64 import b64encode
from types import SimpleNamespace

from pytest_milvus.secret import Redaction, Secret


def test_a_secret_is_the_string_and_hides_it() -> None:
    token = Secret("root:hunter22")
    assert token == "root:hunter22"
    assert f"{token}" == "root:hunter22"
    assert repr({"token": token}) == "{'token': '***'}"
    assert repr(Secret("")) == "''"


def test_every_form_of_a_token_is_struck() -> None:
    strike = Redaction("root:hunter22").strike
    encoded = b64encode(b"root:hunter22").decode()
    assert strike(f"root:hunter22, hunter22 and {encoded}") == "***, *** and ***"
    assert strike([("log", "x root:hunter22 y")]) == [("log", "x *** y")]
    assert strike(("file.py", 3, "root:hunter22")) == ("file.py", 3, "***")


def test_a_short_password_is_struck_with_its_user_only() -> None:
    assert Redaction("root:Milvus").strike("root:Milvus on Milvus") == "*** on Milvus"


def test_reports_are_cleaned_throughout() -> None:
    entry = SimpleNamespace(lines=["token = 'hunter22hunter22'"], toterminal=None)
    chain = SimpleNamespace(chain=[(entry, None, "hunter22hunter22")], toterminal=None)
    Redaction("hunter22hunter22").strike(chain)
    assert entry.lines == ["token = '***'"]
    assert chain.chain == [(entry, None, "***")]
