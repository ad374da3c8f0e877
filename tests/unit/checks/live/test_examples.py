"""A method gets what its budget allows, and no more than it takes to see it refused where that is all there is."""

from conformance.checks.live.definition import DEFINITION
from conformance.checks.live.read import READ
from conformance.checks.live.together import MOST, TOGETHER
from conformance.checks.profile import PROFILES
from conformance.clients import Server
from conformance.operation import lookup

STANDARD = PROFILES["standard"]


def examples(check, method, *capabilities):
    server = Server("embedded", "", "", "", frozenset(capabilities), "")
    return check.examples(lookup(method), server, STANDARD)


def test_what_the_server_does_not_offer_gets_the_fewest():
    assert examples(DEFINITION, "load_partitions") == STANDARD.fewest
    assert examples(DEFINITION, "load_partitions", "partition_load") > STANDARD.fewest


def test_what_every_server_offers_gets_its_budget():
    assert examples(DEFINITION, "load_collection") > STANDARD.fewest


def test_a_trial_of_many_calls_counts_as_many():
    assert examples(TOGETHER, "get") == examples(READ, "get") // MOST
