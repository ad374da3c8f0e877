"""Reproduction scripts of a `NamespaceTestCase`: each client gets a namespace of its own on a real server.

The one rule: a script makes what the calls speak of and what depends on that, and removes it in the end.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from conformance.catalogue import method_of
from conformance.exploration.finding import Finding
from conformance.model import Operation, Placeholder
from conformance.model.namespace import HOST, NAMES, OWNER, NamespaceTestCase, spoken, token
from conformance.repro import collection_state, execution, namespace, server, verdict, watching
from conformance.repro.assembly import EXITS, assemble
from conformance.repro.calls import SERVER, SIDES, deadline, factory, import_lines, listed, set_code
from conformance.twins.namespaces.normaliser import KEYS
from conformance.twins.namespaces.parts import Part
from conformance.twins.namespaces.snapshot import Collections, Each, Look, Members
from conformance.twins.state import everything
from pytest_milvus.mock_server import world

__all__ = ["namespace_script"]


def namespace_script(finding: Finding, reference: str, candidate: str) -> str:
    """Return the script of a finding on a `NamespaceTestCase`.

    Args:
        finding: The divergence.
        reference: ``MODULE:FACTORY`` of the reference.
        candidate: ``MODULE:FACTORY`` of the candidate.
    """
    test_case: NamespaceTestCase = finding.test_case
    concerned = _concerned(test_case, finding.reference["parts"], finding.difference.path)
    makes = [act for part in concerned for act in part.make]
    removes = [act for part in reversed(concerned) for act in part.remove]
    one, other = factory(reference), factory(candidate)
    sides = f"side(observer, {one}, left, right)", f"side(observer, {other}, right, left)"
    used = spoken((*makes, *removes, *test_case.acts)) | ({world.USER} if test_case.by else set())
    body = [
        f"NAMES = {[name for name in NAMES if name in used]}",
        f"VOLATILE = {set_code(KEYS)}  # the server's clock and counters",
        "",
        "",
        "def set_up(client, name):",
        *([f"    {_code(act)}" for act in makes] or ["    pass"]),
        "",
        "",
        *listed(("client", "name"), map(_code, removes), "TEAR_DOWN"),
        *listed(("client", "name"), _calls(test_case)),
        "",
        "",
        "def side(observer, make, name, strange):",
        *(f"    {line}" for line in _side(finding, concerned, one)),
        "",
        "",
        "def compare():",
        f"    observer = connected({one})",
        "    with namespaces(observer, NAMES, set_up, TEAR_DOWN) as (left, right):",
        f"        return {SIDES.format(*sides)}",
        "",
        "",
        "conclude(compare)",
    ]
    return assemble(
        finding.fingerprint,
        SERVER + EXITS,
        (collection_state, execution, namespace, server, verdict, watching),
        import_lines((reference, candidate), (*makes, *removes, *test_case.acts)),
        "\n".join(body),
    )


def _side(finding: Finding, concerned: Sequence[Part], trusted: str) -> Iterator[str]:
    """Yield the code that makes the calls and returns what the finding is about."""
    test_case: NamespaceTestCase = finding.test_case
    seconds = f"{deadline(finding):g}"
    if finding.difference.kind == "mutated":
        yield "client = Watched(make)"
        yield f"executed({seconds}, lambda: in_turn(client, address(), CALLS, repr, awaited, name))"
        yield "return client.changed()"
        return
    answers = [method_of(act.method).answer for act in test_case.acts]
    words = "" if all(answer.ordered for answer in answers) else ", ordered=False"
    words += ", numbered=True" if method_of(test_case.act.method).answer.numbered else ""
    if test_case.by:
        yield "def principals(**words):"
        yield f"    return Principals(make, {trusted}, **words)"
        yield ""
    yield "def show(value):"
    yield f"    return told(value, name, strange, VOLATILE{words})"
    yield ""
    make = "principals" if test_case.by else "make"
    calls = f"executed({seconds}, lambda: in_turn({make}, address(), CALLS, show, awaited, name))"
    if finding.difference.kind != "state":
        yield f"return {calls}"
        return
    yield calls
    looks = [_look(part.look) for part in concerned if part.name == finding.difference.path]
    yield f"return show([{', '.join(looks)}])"


def _concerned(test_case: NamespaceTestCase, parts: Sequence[Part], path: str) -> list[Part]:
    """Return the parts that share names with the calls, or with another part that does; all if there are none."""
    chosen = [part for part in parts if part.name == path]
    wanted = spoken((*test_case.acts, *(act for part in chosen for act in part.make)))
    wanted |= {world.USER} if test_case.by else set()
    while more := [part for part in parts if part not in chosen and wanted & spoken(part.make)]:
        chosen += more
        wanted |= spoken(act for part in more for act in part.make)
    return [part for part in parts if part in chosen] or list(parts)


def _calls(test_case: NamespaceTestCase) -> Iterator[str]:
    """Yield the code of each call, by the client of whoever makes it."""
    for act, who in zip(test_case.acts, test_case.callers, strict=True):
        if not test_case.by:
            yield _code(act)
        elif who == HOST:
            yield _code(act, "client(None)")
        elif who == OWNER:
            yield _code(act, "client('')")
        else:
            said = token(who, {world.USER: f"{{name[{world.USER!r}]}}"})
            yield _code(act, f"client(f{said!r})")


def _code(act: Operation, receiver: str = "client") -> str:
    return act.bind({name: Placeholder(f"name[{name!r}]") for name in NAMES}).code(receiver)


def _acts(look: Each) -> Iterable[str]:
    return (f"{name!r}: asked(lambda: {_code(act, 'observer')})" for name, act in look.acts())


def _look(look: Look) -> str:
    if isinstance(look, Each):
        return f"{{{', '.join(_acts(look))}}}"
    if isinstance(look, Collections):
        state = "collection_state(observer, name[{name!r}], {filter!r})"
        filled = (state.format(name=name, filter=everything(look.scene)) for name in look.names)
        return f"[{', '.join(f'asked(lambda: {item})' for item in filled)}]"
    assert isinstance(look, Members)
    return f"members(observer.{look.method}, name)"
