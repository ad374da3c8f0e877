"""Records of methods about aliases."""

from __future__ import annotations

from conformance.catalogue.method import Answer, Memory, Method, NamespaceCall
from conformance.catalogue.rule import Rule
from conformance.model import Operation
from conformance.strategies.state_machine import answers, rules, worth
from conformance.strategies.state_machine import transitions_of_names as names
from pytest_milvus.mock_server import world

__all__ = ["METHODS"]

_ALIAS = ("alias",)
_REDIRECTED = Memory(outdates=_ALIAS)
_TURNS = ("none", "again", "redirected", "dropped")

METHODS = (
    Method(
        "create_alias",
        "definition",
        memory=_REDIRECTED,
        namespace=NamespaceCall(before=(Operation("drop_alias", (world.ALIAS,)),)),
        rule=Rule(rules.alias_creations, names.alias_created, names.after_alias, steps=(14,), settles=True),
    ),
    Method(
        "alter_alias",
        "definition",
        memory=_REDIRECTED,
        rule=Rule(
            rules.alias_alterations,
            names.alias_altered,
            names.after_alias,
            needs=("alias", "other collection"),
            turns=_TURNS,
            steps=(15,),
            worth=worth.aliased,
            settles=True,
        ),
    ),
    Method(
        "drop_alias",
        "definition",
        memory=_REDIRECTED,
        rule=Rule(
            rules.of_alias,
            names.alias_dropped,
            names.after_alias_drop,
            needs=_ALIAS,
            turns=_TURNS,
            steps=(21,),
            worth=worth.aliased,
            settles=True,
            of_schema=False,
        ),
    ),
    Method(
        "describe_alias",
        "read",
        stands_for_all=True,
        rule=Rule(
            rules.of_alias,
            names.alias_described,
            told=answers.named_collection,
            needs=_ALIAS,
            turns=_TURNS,
            of_schema=False,
        ),
    ),
    Method(
        "list_aliases",
        "read",
        answer=Answer(server_wide="aliases of all namespaces"),
        rule=Rule(rules.plain, names.aliases_listed, told=answers.listed_aliases, needs=_ALIAS),
    ),
)
