from wangyu.base.lib.ports import Registry


def test_a_registry_gives_its_entries_in_the_order_of_their_names():
    registry = Registry[int]()
    registry.add("b", 2)
    registry.add("a", 1)
    assert (registry.names(), registry.all()) == (["a", "b"], [1, 2])


def test_a_registry_answers_nothing_for_an_unknown_name():
    assert Registry[int]().get("a") is None


def test_adding_a_name_again_replaces_its_entry():
    registry = Registry[int]()
    registry.add("a", 1)
    registry.add("a", 2)
    assert registry.get("a") == 2
    assert registry.all() == [2]
