"""A token stays out of reprs and out of what pytest reports, in whatever form others wrote it."""

from __future__ import annotations

import html
import json
from base64 import b64encode, urlsafe_b64encode
from types import SimpleNamespace
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pytest_milvus.redaction import cleaned
from pytest_milvus.secret import Redaction, Secret

TOKEN = "root:Ge'heim<7ü%3a&\"9+/\\zebra >"
PASSWORD = TOKEN.partition(":")[2]
STRIKE = Redaction(TOKEN)
OTHER = Redaction("root:xyzzy-plugh-9", "", "")


def named_references(text: str) -> str:
    return "".join(f"&#{ord(char)};" for char in text)


WAYS = {
    "plain": str,
    "repr": lambda text: repr(text)[1:-1],
    "repr of bytes": lambda text: repr(text.encode())[2:-1],
    "ascii": lambda text: ascii(text)[1:-1],
    "JSON": lambda text: json.dumps(text)[1:-1],
    "JSON, not ASCII": lambda text: json.dumps(text, ensure_ascii=False)[1:-1],
    "URL": quote,
    "URL, all": lambda text: quote(text, safe=""),
    "URL, lower": lambda text: quote(text, safe="").lower(),
    "form": quote_plus,
    "HTML": html.escape,
    "HTML, numbers": named_references,
    "upper": str.upper,
    "base64": lambda text: b64encode(text.encode()).decode(),
    "base64 for URLs": lambda text: urlsafe_b64encode(text.encode()).decode().rstrip("="),
    "hexadecimal": lambda text: text.encode().hex(),
    "octal": lambda text: "".join(f"\\{byte:03o}" for byte in text.encode()),
}
TEXTUAL = [way for way in WAYS if not way.startswith("base64") and way != "hexadecimal"]

around = st.text(st.sampled_from("abc <>&%\\\"'\n.…+=:/"), max_size=12)
passwords = st.text(st.characters(exclude_categories=["Cs"]), min_size=8, max_size=16)
tokens = st.builds("{}:{}".format, st.sampled_from(["root", "a", "service.account"]), passwords)


def test_a_secret_is_the_string_and_hides_it() -> None:
    token = Secret("root:hunter22")
    assert token == "root:hunter22"
    assert f"{token}" == "root:hunter22"
    assert repr({"token": token}) == "{'token': '***'}"
    assert repr(Secret("")) == "''"


@pytest.mark.parametrize("secret", [TOKEN, PASSWORD], ids=["token", "password"])
@pytest.mark.parametrize("way", WAYS)
def test_every_form_of_a_token_is_struck(way: str, secret: str) -> None:
    struck = STRIKE(f"before {WAYS[way](secret)} after")
    assert struck.replace("***=", "***") == "before *** after"


@pytest.mark.parametrize("outer", TEXTUAL)
@pytest.mark.parametrize("inner", TEXTUAL)
def test_a_form_within_a_form_is_struck(inner: str, outer: str) -> None:
    struck = STRIKE(f"<{WAYS[outer](WAYS[inner](TOKEN))}>")
    assert struck == "<***>"


@pytest.mark.parametrize("way", ["plain", "repr", "URL", "base64"])
@pytest.mark.parametrize("length", range(8, len(TOKEN)))
def test_what_a_cut_leaves_of_a_token_is_struck(way: str, length: int) -> None:
    form = WAYS[way](TOKEN)
    if way in ("URL", "repr"):
        length += 4  # eight characters of the token are more in its form
    for cut in ("...", "…", "", "...'"):
        struck = STRIKE(f"token {form[:length]}{cut}")
        assert form[:8] not in struck
        assert "***" in struck


def test_the_end_of_a_token_after_a_cut_is_struck() -> None:
    strike = Redaction("root:a-long-password")
    assert strike("roo...ng-password') at") == "roo...***') at"
    assert strike("roo…:a-long-password.") == "roo…***."
    assert strike("strong-password, as ... strong-password") == "strong-password, as ... strong-password"


def test_the_beginning_of_a_key_is_a_word_unless_it_is_cut_off() -> None:
    strike = Redaction("production-key-1")
    assert strike("in production and production-key-1") == "in production and ***"
    assert strike("token=production-ke...") == "token=***..."


def test_a_short_password_is_struck_with_its_user_or_where_it_is_called_so() -> None:
    strike = Redaction("root:Milvus")
    assert strike("root:Milvus on Milvus") == "*** on Milvus"
    assert strike("connect(user='root', password='Milvus') to Milvus") == (
        "connect(user='root', password='***') to Milvus"
    )
    assert strike('{\\"password\\": \\"Milvus\\"}') == '{\\"password\\": \\"***\\"}'
    assert strike("password: Milvusian") == "password: Milvusian"
    assert strike("TWlsdnVz") == "***"


@settings(deadline=None, max_examples=50)  # of three each, for every way
@given(token=tokens, before=around, after=around, way=st.sampled_from(sorted(WAYS)))
def test_no_text_keeps_a_form_of_any_token(token: str, before: str, after: str, way: str) -> None:
    form = WAYS[way](token)
    struck = Redaction(token)(before + form + after)
    assert "***" in struck
    assert form not in struck
    assert WAYS[way](token.partition(":")[2]) not in struck


@settings(deadline=None)
@given(text=st.text(st.sampled_from("rot:Mil vus.\\%&…"), max_size=40))
def test_a_struck_text_has_nothing_more_to_strike(text: str) -> None:
    strike = Redaction("root:Milvus")
    assert "root:Mil" not in strike(text)
    assert strike(strike(text)) == strike(text)


@settings(deadline=None)
@given(text=st.text())
def test_other_texts_stay_as_they_are(text: str) -> None:
    assert OTHER(text) == text


def test_no_token_strikes_nothing() -> None:
    assert Redaction("")("root:Milvus...") == "root:Milvus..."


@pytest.mark.parametrize(
    "text", ["\\" * 20_000, "%25" * 7_000, "&amp;" * 4_000, "root:Ge" * 3_000, "... " * 5_000]
)
def test_a_hostile_text_takes_no_long_time(text: str) -> None:
    assert STRIKE(text) == text  # the suite's timeout ends a test that hangs


def test_reports_are_cleaned_throughout() -> None:
    strike = Redaction("hunter22hunter22")
    entry = SimpleNamespace(lines=["token = 'hunter22hunter22'"], toterminal=None)
    chain = SimpleNamespace(chain=[(entry, None, "hunter22hunter22")], toterminal=None)
    cleaned(chain, strike)
    assert entry.lines == ["token = '***'"]
    assert chain.chain == [(entry, None, "***")]
    assert cleaned(("file.py", 3, "hunter22hunter22"), strike) == ("file.py", 3, "***")
