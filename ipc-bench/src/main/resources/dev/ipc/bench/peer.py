"""The peer in Python: multiprocessing's Lock around a shared Value.

usage: peer.py SIDES PINNED    forks SIDES processes; see Worker.java for the talk by standard input and output
"""

import multiprocessing
import os
import sys
import time

BATCH = 1000


def batch(lock, value):
    for _ in range(BATCH):
        lock.acquire()
        value.value += 1
        lock.release()


def work(side, pinned, lock, value, pipe):
    if pinned:
        cores = sorted(os.sched_getaffinity(0))
        os.sched_setaffinity(0, {cores[side % len(cores)]})
    pipe.send("ready")
    while True:
        start, stop = pipe.recv()
        while time.monotonic_ns() < start:
            pass
        done = 0
        begin = end = time.monotonic_ns()
        while end < stop:
            batch(lock, value)
            done += BATCH
            end = time.monotonic_ns()
        pipe.send((done, end - begin))


def main():
    context = multiprocessing.get_context("fork")
    lock = context.Lock()
    value = context.Value("q", 0, lock=False)
    pipes = []
    for side in range(int(sys.argv[1])):
        here, there = context.Pipe()
        arguments = (side, sys.argv[2] == "pinned", lock, value, there)
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
