"""What is drawn depends on the seed alone, and what is kept of it is chosen."""

from itertools import islice

from hypothesis import strategies as st

from conformance.exploration.features import features_of_test_case, scene_features
from conformance.exploration.sampling import covering, draws, each, pool, scene_pool
from conformance.model import COLLECTION, Field, Index, Indexes, Operation, Scene, SceneTestCase, Schema
from conformance.strategies.scenes import scenes
from pytest_milvus.data import data_path, load_toml

CAPABILITIES = frozenset(load_toml(data_path("engines", "milvus-2.6.toml"))["offers"])
SCENE = Scene(
    Schema((Field("id", "INT64", primary=True), Field("v", "FLOAT_VECTOR", {"dim": 2}))),
    Indexes((Index("v", "FLAT", "", "L2"),)),
    state="bare",
)


def one_test_case(*args, **kwargs):
    return SceneTestCase(SCENE, (Operation("search", args, kwargs),))


def test_the_same_seed_draws_the_same_different_values():
    numbers = st.integers(0, 10**9)
    drawn = pool(numbers, 45, 3)
    assert drawn == pool(numbers, 45, 3)
    assert drawn != pool(numbers, 45, 4)
    assert len(set(drawn)) == len(drawn) == 45
    assert drawn[0] == 0


def test_neighbouring_seeds_share_no_round():
    one, other = ({seed for _, seed in draws(st.integers(), 40, number)} for number in (1, 2))
    assert not one & other


def test_a_small_strategy_is_drawn_to_its_end():
    assert sorted(pool(st.sampled_from("abc"), 50, 0)) == ["a", "b", "c"]


def test_the_first_few_cover_the_most():
    values = ["a", "ab", "c", "abd", "e"]
    assert list(islice(covering(values, set), 3)) == ["abd", "c", "e"]
    assert sorted(covering(values, set)) == sorted(values)


def test_scenes_come_from_simple_to_rich_and_have_much_among_them():
    strategy = scenes(capabilities=CAPABILITIES)
    kept = scene_pool(strategy, 6, 5)
    assert len(kept) == 6
    assert kept == scene_pool(strategy, 6, 5)
    sizes = [len(scene.schema.fields) for scene in kept]
    assert sizes == sorted(sizes)
    assert sizes[0] == 2
    chance = pool(strategy, 6, 5)
    assert len(_features(kept)) > len(_features(chance))


def test_one_value_of_each_strategy_is_drawn_by_chance():
    strategies = [st.tuples(st.sampled_from(range(4)), st.booleans())] * 64
    drawn = list(each(strategies, 0))
    assert len(set(drawn)) == 8
    assert drawn == list(each(strategies, 0))


def test_scenes_that_cannot_be_used_are_replaced():
    def plain(scene):
        return not scene.schema.dynamic

    kept = scene_pool(scenes(capabilities=CAPABILITIES), 4, 5, plain)
    assert len(kept) == 4
    assert all(map(plain, kept))


def test_a_feature_is_a_kind_of_argument_and_not_its_value():
    def features(*args, **kwargs):
        return set(features_of_test_case(one_test_case(COLLECTION, *args, **kwargs)))

    assert features(limit=3) == features(limit=7)
    assert features(limit=3) != features(limit=0)
    assert features(limit=3) != features()
    assert features(data=[[0.5, 1.0]]) == features(data=[[2.0, 0.5]])
    assert features(partition_names=["p"]) != features(partition_names=["q"])
    assert features(consistency_level="Strong") != features(consistency_level="Session")
    assert features(filter="x" * 30) == features(filter="y" * 40)


def test_a_call_on_another_collection_has_nothing_else():
    assert set(features_of_test_case(one_test_case("other", limit=3))) == {"another collection"}
    assert set(features_of_test_case(one_test_case(collection_name="other"))) == {"another collection"}


def _features(found):
    return set().union(*map(scene_features, found))
