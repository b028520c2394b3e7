"""How a benchmark is told and measured: ours and the floor by turns, the median of each, the ratio of the two."""

import gc
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Pair:
    """What is compared: both do the same to the same rows, as often as `rounds` says."""

    ours: Callable[[], object]
    floor: Callable[[], object]
    rounds: int = 9


@dataclass(frozen=True)
class Benchmark:
    """A name, what is compared, the highest ratio that holds, and how the pair is made once the books are filled."""

    name: str
    says: str
    target: float
    make: Callable[..., Pair]
    reads_books: bool


BENCHMARKS: dict[str, Benchmark] = {}


def benchmark(
    name: str, *, says: str, target: float, reads_books: bool = True
) -> Callable[[Callable[..., Pair]], Callable[..., Pair]]:
    """Register a benchmark; its function gets the filled books."""

    def register(make: Callable[..., Pair]) -> Callable[..., Pair]:
        BENCHMARKS[name] = Benchmark(name, says, target, make, reads_books)
        return make

    return register


def measure(pair: Pair) -> tuple[float, float]:
    """Median seconds of ours and of the floor, after a turn of each that does not count."""
    ours: list[float] = []
    floor: list[float] = []
    for turn in range(pair.rounds + 1):
        for told, work in ((floor, pair.floor), (ours, pair.ours)):
            gc.collect()
            started = time.perf_counter()
            work()
            if turn:
                told.append(time.perf_counter() - started)
    return statistics.median(ours), statistics.median(floor)
