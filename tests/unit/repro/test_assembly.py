"""A script holds what it uses, needs nothing of this project, and ends with the status that its sides owe."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from conformance.repro import assembly, outcome, server, signature, verdict
from conformance.repro.assembly import assemble, import_of
from conformance.tiers.runtime.scenarios import ending


def script(body: str, *imports: str) -> str:
    return assemble("a title", "It says so.", (signature, verdict), imports, body)


def ended(text: str, folder: Path) -> tuple[int, str]:
    return whole(text, folder)[:2]


def whole(text: str, folder: Path) -> tuple[int, str, str]:
    path = folder / "repro.py"
    path.write_text(text, encoding="utf-8")
    done = subprocess.run([sys.executable, str(path)], cwd=folder, capture_output=True, text=True, timeout=30)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize(
    ("sides", "status", "last"),
    [
        ("{'one': 1, 'other': 1}", 0, "both agree"),
        ("{'one': 1, 'other': 2}", 1, "DIVERGENCE"),
        ("1 / 0", 125, "could not tell: division by zero"),
    ],
)
def test_the_status_is_what_both_sides_owe(sides: str, status: int, last: str, tmp_path: Path) -> None:
    code, printed = ended(script(f"conclude(lambda: {sides})"), tmp_path)
    assert (code, printed.splitlines()[-1]) == (status, last)


def test_without_a_server_one_line_says_how_to_start_one(tmp_path: Path) -> None:
    body = "def refuse(**words): raise OSError('no route')\nconclude(lambda: {'one': connected(refuse)})"
    text = assemble("a title", "", (server, verdict), (), body)
    code, printed, errors = whole(text, tmp_path)
    assert (code, errors) == (125, "")
    assert printed.startswith("could not tell: no Milvus server at http")
    assert "start one (pip install milvus-lite" in printed
    assert printed.count("\n") == 1


def test_a_client_that_cannot_be_imported_tells_nothing(tmp_path: Path) -> None:
    code, printed = ended(
        script("conclude(lambda: {'one': 1, 'other': 2})", import_of("nowhere_at_all:Client.make")), tmp_path
    )
    assert code == 125
    assert printed.startswith("could not tell: No module named 'nowhere_at_all'")


def test_a_thread_that_never_ends_does_not_hold_the_script(tmp_path: Path) -> None:
    body = "threading.Thread(target=threading.Event().wait).start()\nconclude(lambda: {'one': 1, 'other': 1})"
    assert ended(script(body, "import threading"), tmp_path)[0] == 0


def test_what_nothing_names_is_left_out() -> None:
    text = script("conclude(lambda: {'one': 1, 'other': 1})")
    assert "AGREE, DIVERGE, UNTOLD = 0, 1, 125" in text
    assert "surface" not in text
    assert "inspect" not in text
    assert "surface" in script("conclude(lambda: {'one': surface(1, 'real'), 'other': 1})")


def test_what_a_definition_needs_of_another_module_comes_before_it() -> None:
    text = assemble("a title", "", (assembly,), (), "assemble")
    assert text.index("def as_docstring") < text.index("def assemble")
    assert "import conformance" not in text
    assert "from conformance" not in text
    compile(text, "script", "exec")


def test_a_hostile_title_ends_no_docstring(tmp_path: Path) -> None:
    text = assemble(
        '"""; raise SystemExit(7) #\\', "", (verdict,), (), "conclude(lambda: {'one': 1, 'other': 1})"
    )
    assert ended(text, tmp_path)[0] == 0


def test_a_name_of_two_modules_is_refused() -> None:
    with pytest.raises(ValueError, match="defined in two modules of one script: failure"):
        assemble("a title", "", (outcome, ending), (), "failure(None)")


def test_what_a_script_defines_itself_is_not_looked_up() -> None:
    text = assemble("a title", "", (verdict, signature), (), "surface = 1\nshown = surface")
    assert "def surface" not in text


@pytest.mark.parametrize(
    "path", sorted(Path(assembly.__file__).parent.glob("*.py")), ids=lambda path: path.stem
)
def test_no_argument_has_the_name_of_a_definition(path: Path) -> None:
    """A script that has the argument would have the definition, too, without need."""
    tree = ast.parse(path.read_text("utf-8"))
    arguments = {node.arg for node in ast.walk(tree) if isinstance(node, ast.arg)}
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    defined = {node.name for node in tree.body if isinstance(node, kinds)}
    defined |= {item.name for node in tree.body if isinstance(node, ast.ImportFrom) for item in node.names}
    assert not arguments & defined
