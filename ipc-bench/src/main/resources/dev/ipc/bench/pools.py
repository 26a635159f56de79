"""Processes and pools in Python: what multiprocessing has, by spawn.

usage: pools.py JOB 1 free    see Worker.java for the talk by standard input and output
"""

import multiprocessing
import os
import sys
import time

WORKERS = 2
ITEMS = 100_000
TASKS = 20_000
APPLIED = 1000
UNTIL_IDLE = 0.3


def square(n):
    return n * n


def ready(pipe):
    pipe.send_bytes(b"1")


class Job:
    """What ProcessWorker.java does, too: batches, and what is told of them."""

    def __init__(self, context):
        self.context = context
        self.own = 0

    def told(self, nanos):
        own, self.own = self.own, 0
        return own or nanos


class ChildReady(Job):
    def batch(self):
        here, there = self.context.Pipe()
        child = self.context.Process(target=ready, args=(there,))
        start = time.monotonic_ns()
        child.start()
        here.recv_bytes()
        self.own += time.monotonic_ns() - start
        child.join()
        return 1


class PoolFirstResult(Job):
    def batch(self):
        start = time.monotonic_ns()
        pool = self.context.Pool(WORKERS)
        pool.apply(square, (1,))
        self.own += time.monotonic_ns() - start
        pool.terminate()
        pool.join()
        return 1


class PoolJob(Job):
    def __init__(self, context):
        super().__init__(context)
        self.pool = context.Pool(WORKERS)


class PoolMap(PoolJob):
    def batch(self):
        assert self.pool.map(square, range(ITEMS))[-1] == square(ITEMS - 1)
        return ITEMS


class PoolMapSingly(PoolJob):
    def batch(self):
        assert self.pool.map(square, range(TASKS), chunksize=1)[-1] == square(TASKS - 1)
        return TASKS


class PoolSubmit(PoolJob):
    def batch(self):
        results = [self.pool.apply_async(square, (i,)) for i in range(TASKS)]
        assert [result.get() for result in results][-1] == square(TASKS - 1)
        return TASKS


class PoolApply(PoolJob):
    def __init__(self, context):
        super().__init__(context)
        self.times = []

    def batch(self):
        for i in range(APPLIED):
            start = time.monotonic_ns()
            self.pool.apply(square, (i,))
            self.times.append(time.monotonic_ns() - start)
        return APPLIED

    def told(self, nanos):
        times, self.times = sorted(self.times), []
        return times[len(times) // 2]


class WorkerMemory(PoolJob):
    def batch(self):
        pid = self.pool.apply(os.getpid)
        time.sleep(UNTIL_IDLE)
        with open(f"/proc/{pid}/status") as status:
            line = next(line for line in status if line.startswith("VmRSS:"))
        self.own = 1024 * int(line.split()[1])
        return 1


JOBS = {
    "child_ready": ChildReady,
    "pool_first_result": PoolFirstResult,
    "pool_map": PoolMap,
    "pool_map_singly": PoolMapSingly,
    "pool_submit": PoolSubmit,
    "pool_apply": PoolApply,
    "worker_memory": WorkerMemory,
}


def main():
    job = JOBS[sys.argv[1]](multiprocessing.get_context("spawn"))
    print("ready", flush=True)
    for line in sys.stdin:
        start, stop = map(int, line.split())
        while time.monotonic_ns() < start:
            pass
        done = 0
        begin = end = time.monotonic_ns()
        while done == 0 or end < stop:
            done += job.batch()
            end = time.monotonic_ns()
        print(done, job.told(end - begin), flush=True)


if __name__ == "__main__":
    main()
