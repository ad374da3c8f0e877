"""A method gets what its budget allows, and no more than it takes to see it refused where that is all there is."""

from conformance.catalogue import method_of
from conformance.clients import Server
from conformance.exploration.profile import PROFILES
from conformance.tiers.live.definition import DEFINITION
from conformance.tiers.live.read import READ
from conformance.tiers.live.together import MOST, TOGETHER

STANDARD = PROFILES["standard"]


def examples(check, method, *capabilities, waits=False, profile=STANDARD):
    server = Server("", "", "", "", frozenset(capabilities), waits=waits)
    return check.examples(method_of(method), server, profile)


def test_what_the_server_does_not_offer_gets_the_fewest():
    assert examples(DEFINITION, "load_partitions") == STANDARD.fewest
    assert examples(DEFINITION, "load_partitions", "partition_load") > STANDARD.fewest


def test_what_every_server_offers_gets_its_budget():
    assert examples(DEFINITION, "load_collection") > STANDARD.fewest


def test_a_trial_of_many_calls_counts_as_many():
    assert examples(TOGETHER, "get") == examples(READ, "get") // MOST


def test_a_slow_method_gets_fewer_on_a_real_server_and_never_less_than_a_quick_run():
    counts = [examples(DEFINITION, "create_collection", waits=True, profile=it) for it in PROFILES.values()]
    assert counts == sorted(counts)
    assert counts[0] == PROFILES["quick"].fewest
    assert counts[1] < examples(DEFINITION, "create_collection")
