"""What one page asks for in several places is read once."""

from indgang.base.once import is_kept, once, reading


def test_it_is_read_once_for_each_key_and_only_while_reading() -> None:
    reads: list[str] = []

    def read(key: str) -> int:
        reads.append(key)
        return len(reads)

    assert [once("a", lambda: read("a")) for _turn in range(2)] == [1, 2]
    for start in (3, 5):
        with reading():
            assert not is_kept("a")
            assert [once("a", lambda: read("a")) for _turn in range(2)] == [start, start]
            assert once("b", lambda: read("b")) == start + 1
            assert is_kept("a")
    assert not is_kept("a")
    assert reads == ["a", "a", "a", "b", "a", "b"]
