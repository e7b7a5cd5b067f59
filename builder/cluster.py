"""Pure work spread over the machines of a Dask cluster, in place of the processes of this one.

The same contract as ``spread``: ``make(setting)`` applied to every item, results in the order of the items, and what
the others cannot do is done here. Dask gives the work of a worker that dies to another one; no result depends on where
it was made, so the site is the same byte for byte. A worker with another version of the program would break that: each
batch brings the version that it was planned with, and is refused by any other. Where no worker is left, Dask would wait
for a new one for ever; so the work is called back then.

Workers need the package and nothing else: no shared disk, for the bytes of files travel with the work. The scheduler
runs what it is sent by whoever reaches it; so it belongs into a network of one's own (docs/scale.md).
"""

from __future__ import annotations

import pickle
import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from builder.spread import Processes, Spread
from builder.wording import Language, Words
from builder.work import Item, Result, Setting, Work

if TYPE_CHECKING:
    from distributed import Client, Future

BATCH = 256  # items in one task at most: enough that it takes longer than handing it out
AHEAD = 3  # tasks for each thread of the cluster that are on their way at a time; the rest waits here
UNREAD = "deserialization of the task graph"  # of what Dask says where the scheduler lacks a module
RETRIES = 3  # times that a task which has failed is tried elsewhere
PATIENCE = 10  # seconds until a scheduler that does not answer, or a cluster without workers, counts as absent
LOOK = 1  # seconds between two looks whether any worker is left

ABSENT = Words(
    "连不上计算集群 {address}。请检查地址，确认调度器已经启动，然后再运行一次；不用集群，就去掉 --cluster。",
    "The cluster at {address} cannot be reached. Check the address and that its scheduler runs, and run again; without "
    "--cluster this machine does the work alone.",
)
NO_WAY = Words(
    "这台电脑上没有配置好地址 {address} 所用的连接方式：tls:// 要先给 Dask 配好证书，其他方式要装好各自的程序包。"
    "配好后再运行一次；内部网络里一般用 tcp:// 开头的地址。",
    "This machine is not set up for the kind of connection in {address}: tls:// wants certificates in the settings of "
    "Dask, others want a package of their own. Set it up and run again; within one's own network use tcp://.",
)
EMPTY = Words(
    "计算集群 {address} 里没有工作进程。请先启动：dask worker {address}",
    "The cluster at {address} has no workers. Start some first: dask worker {address}",
)
NO_DASK = Words(
    "没有安装计算集群所需的程序包。请先运行：pip install distributed",
    "What a cluster needs is not installed. Run first: pip install distributed",
)
NO_PROGRAM = Words(
    "计算集群 {address} 的调度器读不懂交给它的任务，多半是那台电脑上没有安装先锋。"
    "请在调度器和各工作进程所在的电脑上都安装同一个版本的先锋和 Python，再运行一次。",
    "The scheduler at {address} cannot read the work it is given; most likely Xianfeng is not installed there. Install "
    "the same version of Xianfeng and of Python on the machines of the scheduler and of all workers and run again.",
)
OTHER_VERSION = Words(
    "计算集群 {address} 上的程序与本机不是同一个版本。请在各台机器上安装同一个版本的先锋和 Python，再运行一次。",
    "The cluster at {address} runs another version of the program. Install the same version of Xianfeng and of Python "
    "on every machine and run again.",
)


class NoCluster(Exception):
    """The cluster that was asked for cannot do the work; the content is not at fault."""

    def __init__(self, words: Words, address: str) -> None:
        super().__init__(address)
        self.words = words
        self.address = address

    def text(self, language: Language) -> str:
        return self.words.in_(language, address=self.address)

    def __str__(self) -> str:
        return self.text("en")


@contextmanager
def connected(address: str, version: Callable[[], str]) -> Iterator[Spread]:
    """A way to spread work over the cluster at ``address``. ``version`` (importable by name) tells the program's.

    Raises ``NoCluster``, here or from the work itself.
    """
    try:
        from distributed import Client
    except ImportError:
        raise NoCluster(NO_DASK, address) from None
    try:
        client = Client(address, timeout=PATIENCE, set_as_default=False)
    except (OSError, ValueError, RuntimeError):  # nobody there; no address; the handshake fails
        raise NoCluster(ABSENT, address) from None
    except (TypeError, ImportError):  # what the kind of connection needs is missing: certificates, a package
        raise NoCluster(NO_WAY, address) from None
    with client:
        if not client.nthreads():
            raise NoCluster(EMPTY, address)
        yield _Cluster(client, address, version)


class _Cluster:
    """One connection, used as ``Spread``."""

    def __init__(self, client: Client, address: str, version: Callable[[], str]) -> None:
        self._client = client
        self._address = address
        self._version = version

    def inherits(self, _count: int, _many: int | None = None, /) -> bool:
        return False

    def __call__(self, work: Work[Setting, Item, Result], /) -> Iterator[Result]:
        """Fewer than ``many`` items are not worth the way; ``batch`` is the most in one task."""
        done = 0
        if len(work.items) >= max(work.many or 1, 1) and self._client.status == "running":
            try:
                for results in self._by_others(work):
                    yield from results
                    done += len(results)
            except NoCluster:
                raise
            except Exception:  # work that kills its workers, or nobody there any more
                pass  # done below, where a fault of the work itself shows again
        yield from Processes(0)(Work(work.make, work.setting, work.items[done:]))

    def _by_others(self, work: Work[Any, Any, Result]) -> Iterator[list[Result]]:
        """The results of each batch, as long as there are workers. What all batches share travels once to each worker,
        and again should the worker die."""
        ahead = AHEAD * sum(self._client.nthreads().values())
        if not ahead:
            return
        shared = self._client.submit(bytes, pickle.dumps((work.make, work.setting)), pure=False)
        batch = max(1, min(work.batch or BATCH, len(work.items) // ahead))
        coming: deque[Future] = deque()
        with self._called_back(coming):
            for at in range(0, len(work.items), batch):
                items = work.items[at : at + batch]
                coming.append(
                    self._client.submit(
                        _batch, shared, items, self._version, self._version(), retries=RETRIES, pure=False
                    )
                )
                if len(coming) >= ahead:
                    yield self._answer(coming)
            while coming:
                yield self._answer(coming)

    def _answer(self, coming: deque[Future]) -> list[Any]:
        """The results of the first batch that is on its way. It stays in ``coming`` as long as it is waited for."""
        try:
            found: list[Any] | None = coming[0].result()
        except RuntimeError as error:
            if UNREAD in str(error):
                raise NoCluster(NO_PROGRAM, self._address) from None
            raise
        coming.popleft()
        if found is None:
            raise NoCluster(OTHER_VERSION, self._address)
        return found

    @contextmanager
    def _called_back(self, coming: deque[Future]) -> Iterator[None]:
        """Whoever waits meanwhile for what is ``coming`` is told that it is cancelled, once no worker has been there
        for some time. One that dies may have had results too which nobody has fetched."""
        over = threading.Event()

        def watch() -> None:
            alone = 0
            while not over.wait(LOOK):
                with suppress(Exception):  # without a scheduler, Dask itself cancels all
                    alone = 0 if self._client.nthreads() else alone + LOOK
                    if alone >= PATIENCE:
                        self._client.cancel(list(coming))

        threading.Thread(target=watch, daemon=True).start()
        try:
            yield
        finally:
            over.set()


def _batch(shared: bytes, items: Sequence[Any], version: Callable[[], str], wanted: str) -> list[Any] | None:
    """On a worker: the results, or None where the program is another one, which may lack what is shared."""
    return list(map(_prepared(shared), items)) if version() == wanted else None


@lru_cache(maxsize=4)
def _prepared(shared: bytes) -> Callable[[Any], Any]:
    """What is costly to prepare is prepared once on each worker."""
    make, setting = pickle.loads(shared)
    made: Callable[[Any], Any] = make(setting)
    return made
