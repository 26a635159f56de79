"""The peer in Python: what multiprocessing has.

usage: peer.py JOB SIDES PINNED    forks SIDES processes; see Worker.java for the talk by standard input and output
"""

import ctypes
import dataclasses
import multiprocessing
import multiprocessing.reduction
import os
import pickle
import sys
import time

BATCH = 1000
ROUNDS = 100  # a batch of pairs
ELEMENTS = 1024
STRIDE = 617  # see SharedStores.java


def lock(context):
    lock = context.Lock()
    value = context.Value("q", 0, lock=False)

    def batch(side):
        for _ in range(BATCH):
            lock.acquire()
            value.value += 1
            lock.release()

    return batch


def semaphore(context):
    semaphore = context.Semaphore(1)

    def batch(side):
        for _ in range(BATCH):
            semaphore.acquire()
            semaphore.release()

    return batch


def barrier(context):
    barrier = context.Barrier(2)

    def batch(side):
        for _ in range(ROUNDS):
            barrier.wait()

    return batch


def event(context):
    events = [context.Event(), context.Event()]
    events[0].set()

    def batch(side):
        mine, other = events[side], events[1 - side]
        for _ in range(ROUNDS):
            mine.wait()
            mine.clear()
            other.set()

    return batch


def condition(context):
    changed = context.Condition(context.Lock())
    turn = context.Value("q", 0, lock=False)

    def batch(side):
        for _ in range(ROUNDS):
            with changed:
                while turn.value != side:
                    changed.wait()
                turn.value = 1 - side
                changed.notify()

    return batch


class Way:
    """One direction of a pipe, used as a queue of bytes is."""

    def __init__(self, first, second):
        self.put = first.send_bytes
        self.get = second.recv_bytes


class Stream:
    """Side 1 receives, the others send; the last message of a window says so. See Receiving.java."""

    def __init__(self, queue, senders, message, last):
        self.queue = queue
        self.senders = senders
        self.message = message
        self.last = last
        self.ended = 0

    def batch(self, side):
        if side != 1:
            for _ in range(BATCH):
                self.queue.put(self.message)
            return BATCH
        received = 0
        while received < BATCH and self.ended < self.senders:
            if self.queue.get() == self.last:
                self.ended += 1
            received += 1
        return received

    def is_last(self, side, time_is_over):
        if side != 1:
            if time_is_over:
                self.queue.put(self.last)
            return time_is_over
        is_last = self.ended == self.senders
        if is_last:
            self.ended = 0
        return is_last


class RoundTrip:
    """One message that goes there and back. See Echoing.java."""

    def __init__(self, queues):
        self.queues = queues
        self.last = False

    def round(self, side, message):
        if side == 0:
            self.queues[1].put(message)
        message = self.queues[side].get()
        self.last = message[0] == 1
        if side == 1:
            self.queues[0].put(message)

    def batch(self, side):
        rounds = 0
        while rounds < ROUNDS and not self.last:
            self.round(side, bytes(32))
            rounds += 1
        return rounds

    def is_last(self, side, time_is_over):
        if side == 0 and time_is_over:
            self.round(side, b"\1" + bytes(31))
        was_last, self.last = self.last, False
        return was_last


def one(size):
    return lambda context: Stream(context.Queue(), 1, bytes(size), b"\1" + bytes(size - 1))


def one_way(size):
    return lambda context: Stream(
        Way(*context.Pipe()), 1, bytes(size), b"\1" + bytes(size - 1)
    )


def both_ways(context):
    first, second = context.Pipe()
    return RoundTrip([Way(second, first), Way(first, second)])


QUEUES = {
    "queue_32": one(32),
    "queue_1k": one(1024),
    "queue_two": lambda context: Stream(context.Queue(), 2, bytes(32), b"\1" + bytes(31)),
    "queue_objects": lambda context: Stream(
        context.Queue(), 1, (7, False, "/orders"), (7, True, "/orders")
    ),
    "queue_rtt": lambda context: RoundTrip([context.Queue(), context.Queue()]),
    "pipe_32": one_way(32),
    "pipe_1k": one_way(1024),
    "pipe_rtt": both_ways,
}


def stores_in(array):
    order = [i * STRIDE & (ELEMENTS - 1) for i in range(BATCH)]

    def batch(side):
        for i in order:
            array[i] = 0.5

    return batch


def array_set(context):
    return stores_in(context.RawArray("d", ELEMENTS))


def array_set_locked(context):
    return stores_in(context.Array("d", ELEMENTS))


class Trade(ctypes.Structure):
    _fields_ = [("id", ctypes.c_int64), ("price", ctypes.c_double), ("size", ctypes.c_int32)]


def struct_read(context):
    shared = context.Value(Trade, 1, 0.5, 2)
    lock, trade = shared.get_lock(), shared.get_obj()

    def batch(side):
        for _ in range(BATCH):
            with lock:
                (trade.id, trade.price, trade.size)

    return batch


def struct_write(context):
    shared = context.Value(Trade, 1, 0.5, 2)
    lock, trade = shared.get_lock(), shared.get_obj()

    def batch(side):
        for i in range(BATCH):
            with lock:
                trade.id = i
                trade.price = 0.5
                trade.size = 2

    return batch


@dataclasses.dataclass
class Point:
    id: int
    name: str
    x: float
    y: float


def there_and_back(value):
    dumps, loads = multiprocessing.reduction.ForkingPickler.dumps, pickle.loads

    def batch(side):
        for _ in range(BATCH):
            loads(dumps(value))

    return batch


def codec_integer(context):
    return there_and_back(12_345)


def codec_text(context):
    return there_and_back("x" * 100)


def codec_record(context):
    return there_and_back(Point(1, "abc", 1.5, 2.5))


def codec_list(context):
    return there_and_back([i * 1_000 for i in range(100)])


def codec_map(context):
    return there_and_back({f"key{i}": i for i in range(10)})


JOBS = {
    job.__name__: job
    for job in (
        lock,
        semaphore,
        barrier,
        event,
        condition,
        array_set,
        array_set_locked,
        struct_read,
        struct_write,
        codec_integer,
        codec_text,
        codec_record,
        codec_list,
        codec_map,
    )
}
PAIRS = {"barrier", "event", "condition"}


class Verdict:
    """Which batch is the last of a pair; see Pair.java."""

    def __init__(self, context):
        self.verdict = context.Value("q", 0, lock=False)
        self.batches = 0

    def is_last(self, side, time_is_over):
        self.batches += 1
        if side == 0:
            self.verdict.value = -self.batches if time_is_over else self.batches
        while abs(self.verdict.value) < self.batches:
            os.sched_yield()
        return self.verdict.value < 0


def work(side, pinned, batch, verdict, pipe):
    if pinned:
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[side % len(cores)]})
    pipe.send("ready")
    while True:
        start, stop = pipe.recv()
        while time.monotonic_ns() < start:
            pass
        done = 0
        begin = time.monotonic_ns()
        is_last = False
        while not is_last:
            done += batch(side) or (ROUNDS if verdict else BATCH)
            end = time.monotonic_ns()
            is_last = verdict.is_last(side, end >= stop) if verdict else end >= stop
        pipe.send((done, end - begin))


def main():
    context = multiprocessing.get_context("fork")
    job = sys.argv[1]
    if job in QUEUES:
        verdict = QUEUES[job](context)
        batch = verdict.batch
    else:
        batch = JOBS[job](context)
        verdict = Verdict(context) if job in PAIRS else None
    pipes = []
    for side in range(int(sys.argv[2])):
        here, there = context.Pipe()
        arguments = (side, sys.argv[3] == "pinned", batch, verdict, there)
        context.Process(target=work, args=arguments, daemon=True).start()
        pipes.append(here)
    for pipe in pipes:
        pipe.recv()
    print("ready", flush=True)
    for line in sys.stdin:
        window = tuple(map(int, line.split()))
        for pipe in pipes:
            pipe.send(window)
        results = [pipe.recv() for pipe in pipes]
        print(*(number for result in results for number in result), flush=True)


main()
