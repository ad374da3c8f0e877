from pytest_milvus.mock_server.fault_proxy import FaultProxy
from pytest_milvus.mock_server.ports import GIVEN, Ports


def test_the_youngest_ports_are_remembered():
    ports = Ports(remembered=2)
    for port in (1, 2, 1, 3):
        assert ports.give(port) == port
    assert [port for port in (1, 2, 3) if port in ports] == [1, 3]


def test_fresh_ports_are_those_that_nobody_remembers():
    ports = Ports()
    ports.give(5)
    assert ports.fresh([7, 5, 6]) == [6, 7]


def test_where_all_are_remembered_those_given_longest_ago_come_first():
    ports = Ports()
    for port in (7, 5, 6, 7):
        ports.give(port)
    assert ports.fresh([5, 6, 7]) == [5, 6, 7]


def test_no_two_lines_get_one_port():
    seen = set()
    for _ in range(300):
        line = FaultProxy(1)
        assert line.port in GIVEN
        seen.add(line.port)
        line.close()
    assert len(seen) == 300
