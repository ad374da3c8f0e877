"""What others said is shown in each form as the text that it is."""

from __future__ import annotations

import ast
import json
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from conformance.model.escaping import (
    as_code,
    as_docstring,
    as_html,
    as_json,
    as_line,
    as_markdown,
    as_text,
    every_text,
    fenced,
    writable,
)

MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
texts = st.text(st.one_of(st.characters(), st.sampled_from("`*_#|<>[]()!\\~-+=1. \n&;:'\"")))
hostile = st.one_of(
    texts,
    st.lists(
        st.sampled_from(
            ["```", "\n", "# Conformance: conformant", "|", "`", "</details>", "<b>", "* ", "\\", "&lt;", " "]
        )
    ).map("".join),
)


def shown(token):
    return "".join(
        child.content if child.type in ("text", "code_inline") else "\n"
        for child in token.children
        if child.content or child.type.endswith("break")
    )


def inline(source):
    """Return the text of each paragraph or cell, and which elements stand around and within it."""
    tokens = MARKDOWN.parse(source)
    found = [token for token in tokens if token.type == "inline"]
    within = {child.type for token in found for child in token.children or ()}
    return [shown(token) for token in found], {token.type for token in tokens} | within


@given(text=hostile)
def test_a_text_in_a_list_is_that_text(text):
    line = as_line(text).strip(" ")
    found, types = inline(f"* {as_markdown(text)}")
    assert found == [line] * bool(line)
    assert types <= {
        *("bullet_list_open", "bullet_list_close", "list_item_open", "list_item_close"),
        *("paragraph_open", "paragraph_close", "inline", "text", "text_special"),
    }


@given(text=hostile)
@example("a|b").via("a bar")
@example("`` ` ``").via("backticks at both ends")
def test_code_is_that_text_in_a_line_and_in_a_table(text):
    line = as_line(text)
    expected = line if line.strip(" ") else ""
    found, types = inline(f"* {as_code(text)}")
    assert found == [expected] * bool(expected)
    assert types & {"heading_open", "html_block", "html_inline", "fence", "text"} <= {"text"}
    found, _ = inline(f"| a | b |\n|---|---|\n| {as_code(text, cell=True)} | {as_markdown(text)} |")
    assert found == ["a", "b", expected, line.strip(" ")]


@given(text=hostile)
def test_a_block_of_code_ends_where_it_is_meant_to(text):
    tokens = MARKDOWN.parse(f"{fenced(text, 'python')}\n\nafter")
    assert [token.type for token in tokens] == ["fence", "paragraph_open", "inline", "paragraph_close"]
    assert tokens[0].content == as_text(text) + "\n"


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.data, self.tags = "", []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, attrs))

    def handle_data(self, data):
        self.data += data


@given(text=hostile)
def test_a_page_shows_that_text(text):
    page = _Page()
    page.feed(f'<p id="{as_html(text)}">{as_html(text)}</p>')
    page.close()
    assert page.tags == [("p", [("id", as_text(text))])]
    assert page.data == as_text(text)


@given(text=st.text(st.characters()))
def test_json_is_exact_and_can_be_written(text):
    written = as_json({"text": text, text: 1}).encode()
    assert json.loads(written) == {"text": text, text: 1}


def test_json_is_exact_where_a_text_cannot_be_encoded():
    assert json.loads(as_json(["\udc80\u202e\x9b"]).encode()) == ["\udc80\u202e\x9b"]
    assert as_json("\udc80\u202e\x9b") == r'"\udc80\u202e\u009b"'


@given(text=st.text(st.characters()))
def test_a_docstring_stays_one(text):
    source = f'"""{as_docstring(text)}\n\nMore.\n"""\nx = 1\n'
    module = ast.parse(source)
    assert ast.get_docstring(module, clean=False) == f"{as_line(text)}\n\nMore.\n"
    assert len(module.body) == 2


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a\nb\tc", "a\nb\tc"),
        ("\0\x07\x1b[2J\r", r"\x00\x07\x1b[2J\r"),
        ("\x7f\x85\x9b", r"\x7f\x85\x9b"),
        ("\u202eabc\u2066\u200f", r"\u202eabc\u2066\u200f"),
        ("\u2028\u200b\ufeff", r"\u2028\u200b\ufeff"),
        ("\udce4", r"\udce4"),
        ("\U000e0041", r"\U000e0041"),
        ("ü 日 \U0001f600", "ü 日 \U0001f600"),
    ],
)
def test_what_is_not_seen_is_shown(text, shown):
    assert as_text(text) == shown
    assert as_line(text) == shown.replace("\n", "\\n").replace("\t", "\\t")


def test_a_lone_surrogate_is_made_writable_and_nothing_else():
    assert writable("\x1b a\udce4\u202e").encode() == "\x1b a\\udce4\u202e".encode()


def test_every_text_of_a_document_is_changed():
    document = {"a": ["b", {"c": 1}], "d": None}
    assert every_text(document, str.upper) == {"A": ["B", {"C": 1}], "D": None}
