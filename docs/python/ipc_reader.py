#!/usr/bin/env python3
"""Reads the shared objects of an ipc domain, live, while JVMs write them.

    from ipc_reader import Domain

    with Domain("orders") as domain:
        print(domain.open("count").get())              # a value or a text
        for counter in domain.open("metrics"):         # counters
            print(counter.label, counter.value)
        print(domain.open("quotes")[7]["bid"])         # arrays, lists, arrays of records

On the command line: ``python3 ipc_reader.py DOMAIN [NAME]``. This is one file for Linux and
Python 3.9 or newer, without dependencies: copy it. What it reads is described in memory-format.md.

It only looks: files are mapped to be read, no slot and no lock is taken, nobody waits for it.

What a read promises. All multiples of 8 in the files are addresses that are multiples of 8, and
numbers are read through ``memoryview.cast``, which makes one load instruction of the number's size
(seen in the machine code of CPython 3.11 on x86-64), so no number is ever half old and half new.
Not so the functions that work byte by byte, such as ``int.from_bytes`` on the mapping. A text, a
record, an element of a list and a counter are read between two looks at their version, which must
not differ. That needs loads that happen in the order of the program: x86-64 guarantees that. On
other processors, where Python has no way to ask for it, a warning is given, and what is being
written may be read mixed. Two reads of different things never belong together.

What ends a mapping early ends Python: if somebody truncates a file, reading it is a SIGBUS. The
toolkit never does; it deletes files, which disturbs no reader.
"""

from __future__ import annotations

import argparse
import array
import fcntl
import io
import json
import math
import mmap
import os
import platform
import re
import stat
import struct
import sys
import time
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Callable, Iterator, NamedTuple, Optional, TypeVar

PATIENCE_SECONDS = 5.0  # how long to try to read what is written all the time

_HEADER = 256
_VERSION = 1
_REGION_MAGIC = 0x6970635245474E31
_ROSTER_MAGIC = 0x697063524F535431
_UNLINKED, _BROKEN = 1, 2
_SCALARS: dict[str, tuple[Any, Callable[[Any], Any]]] = {  # format in memory, what it becomes
    "int": ("i", int),
    "long": ("q", int),
    "double": ("d", float),
    "float": ("f", float),
    "short": ("h", int),
    "byte": ("b", int),
    "char": ("H", chr),
    "boolean": ("B", bool),
}
_TYPES = (*_SCALARS, "text")
_KINDS = {  # number: name, names of elements from 1
    2: ("lock", ("plain", "reentrant")),
    3: ("value", _TYPES),
    4: ("condition", ("of a lock",)),
    5: ("semaphore", ("counting", "bounded", "owned")),
    6: ("read-write lock", ("reentrant",)),
    7: ("event", ("event",)),
    8: ("barrier", ("cyclic",)),
    9: ("latch", ("count",)),
    10: ("array", _TYPES),
    11: ("struct", ("single", "array")),
    12: ("counters", ("long",)),
    13: ("memory", ("bytes",)),
    14: ("list", ("mixed",)),
    15: ("message", ("call",)),
}
_OWN_FILES = {"members", "roster", ".roster.new", ".gate"}
_OWNED_FILE = re.compile(r"\.(tmp|anon)\.(\d+)\.(\d+)\.\d+")
_FLOCK = "hhqqi4x"  # struct flock of 64-bit Linux: type, whence, start, length, pid

T = TypeVar("T")


class IpcError(Exception):
    """Something cannot be read; the message says what and why."""


class MissingError(IpcError):
    """There is no such domain or object."""


class FormatError(IpcError):
    """A file is not what it should be."""


class BusyError(IpcError):
    """Writers were always faster, for PATIENCE_SECONDS."""


def root() -> Path:
    """Where the domains of this user are; a JVM may have another by its property ipc.root."""
    chosen = os.environ.get("IPC_ROOT", "")
    base = "/dev/shm" if os.path.isdir("/dev/shm") else "/tmp"
    return Path(os.path.abspath(chosen if chosen.strip() else f"{base}/ipc-{os.geteuid()}"))


def _check_owner(path: Path, status: os.stat_result) -> None:
    if status.st_uid != os.geteuid():
        raise PermissionError(f"{path} belongs to another user: uid={status.st_uid}")


def _open(path: Path) -> int:
    """Opens a regular file of this user to be read, and follows no link."""
    status = os.lstat(path)
    if not stat.S_ISREG(status.st_mode):
        what = "a symbolic link" if stat.S_ISLNK(status.st_mode) else "no regular file"
        raise FormatError(f"cannot read {path}: it is {what}")
    _check_owner(path, status)
    return os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)


class _File:
    """A mapped file, whose offsets are counted from where its header ends."""

    def __init__(self, path: Path, magic: int, header: int, what: str) -> None:
        self.path = path
        self._header = header
        handle = _open(path)
        try:
            size = os.fstat(handle).st_size
            if size < header:
                raise self._flaw(f"not a {what}, or truncated: bytes={size}, at least={header}")
            self._map = mmap.mmap(handle, size, access=mmap.ACCESS_READ)
        finally:
            os.close(handle)
        # Of the type that is read, so that each read is one load.
        self._bytes = memoryview(self._map)
        self._ints = self._bytes[: size // 4 * 4].cast("i")
        self._longs = self._bytes[: size // 8 * 8].cast("q")
        self.bytes = size
        try:
            self._check_header(magic, what)
        except IpcError:
            self.close()
            raise

    def _check_header(self, magic: int, what: str) -> None:
        found = self._longs[0].to_bytes(8, sys.byteorder, signed=True)
        if found == magic.to_bytes(8, sys.byteorder)[::-1]:
            raise self._flaw("written on a processor of the other byte order")
        if found != magic.to_bytes(8, sys.byteorder):
            raise self._flaw(f"not a {what}: magic=0x{int.from_bytes(found, sys.byteorder):x}")
        if self._ints[3] != 0x01020304:
            raise self._flaw("written on a processor of the other byte order")
        if self._ints[2] != _VERSION:
            raise self._flaw(f"file format version={self._ints[2]}, this reader's={_VERSION}")

    def _flaw(self, why: str) -> FormatError:
        return FormatError(f"cannot read {self.path}: {why}")

    def _int(self, offset: int) -> int:
        return self._ints[(self._header + offset) >> 2]

    def _long(self, offset: int) -> int:
        return self._longs[(self._header + offset) >> 3]

    def _part(self, start: int, end: int) -> memoryview:
        return self._bytes[self._header + start : self._header + end]

    def close(self) -> None:
        """Unmaps the file, or has that done when the last view of its memory is gone."""
        for view in (self._longs, self._ints, self._bytes):
            view.release()
        try:
            self._map.close()
        except BufferError:
            pass  # somebody has a view


class Member(NamedTuple):
    """Who has, or had last, a slot of a domain."""

    slot: int
    generation: int
    pid: int
    started_millis: int
    alive: bool


class Domain:
    """A domain as it is seen from outside.

    ``name`` is the name of a domain below the root, or a path with a slash in it.
    """

    def __init__(self, name: str | os.PathLike[str]) -> None:
        text = os.fspath(name)
        self.folder = Path(os.path.abspath(text)) if "/" in text else root() / text
        self._members: Optional[int] = None
        self._check_folder()
        try:
            self._roster = _File(self.folder / "roster", _ROSTER_MAGIC, 64, "roster")
        except FileNotFoundError:
            raise MissingError(f"no domain in {self.folder}: it has no roster") from None
        self.capacity = self._roster._ints[4]
        if self.capacity < 1 or self._roster.bytes != 64 + 64 * self.capacity:
            self._roster.close()
            raise FormatError(f"cannot read {self.folder}/roster: capacity={self.capacity}")
        try:
            self._members = _open(self.folder / "members")
        except FileNotFoundError:
            pass  # half deleted: nobody lives there

    def _check_folder(self) -> None:
        try:
            status = os.lstat(self.folder)
        except FileNotFoundError:
            there = sorted(p.name for p in root().iterdir()) if root().is_dir() else []
            raise MissingError(
                f"no domain {self.folder}; in {root()} there are: "
                + (", ".join(n for n in there if n != ".gate") or "none")
            ) from None
        if not stat.S_ISDIR(status.st_mode):
            raise FormatError(f"{self.folder} is no folder")
        _check_owner(self.folder, status)
        if status.st_mode & 0o077:
            raise PermissionError(f"{self.folder} is open to other users; chmod 700")

    def members(self) -> list[Member]:
        """The last member of each slot that was ever taken."""
        found = []
        for slot in range(min(self._roster._ints[7], self.capacity)):
            generation, pid, started = (self._roster._long(64 * slot + at) for at in (0, 8, 16))
            if generation > 0:
                alive = self.is_alive(slot, generation)
                found.append(Member(slot, generation, pid, started, alive))
        return found

    def is_alive(self, slot: int, generation: int) -> bool:
        """Whether a member lives: it has its slot still, and its byte of ``members`` locked.

        Asks the kernel who would be in the way of a shared lock, without taking one. So the
        members, who take the same look for a moment, are never taken for somebody.
        """
        if not 0 <= slot < self.capacity or self._roster._long(64 * slot) != generation:
            return False
        if self._members is None:
            return False
        question = struct.pack(_FLOCK, fcntl.F_RDLCK, os.SEEK_SET, slot, 1, 0)
        # The form for open files also sees the locks of this process, should a JVM be in it.
        answer = fcntl.fcntl(self._members, fcntl.F_OFD_GETLK, question)
        return bool(struct.unpack(_FLOCK, answer)[0] != fcntl.F_UNLCK)

    def names(self) -> list[str]:
        """What can be opened: objects with a name first, then the files of those without."""
        files = [name for name in os.listdir(self.folder) if name not in _OWN_FILES]
        objects = [name for name in files if not name.startswith(".tmp.")]
        return sorted(objects, key=lambda name: (bool(_OWNED_FILE.fullmatch(name)), name))

    def open(self, name: str) -> Region:
        """Opens an object: by its name, or as ``.anon.SLOT.GENERATION.N`` if it has none."""
        if "/" in name or name in _OWN_FILES:
            raise ValueError(f"not the name of an object: {name!r}")
        try:
            file = _File(self.folder / name, _REGION_MAGIC, _HEADER, "region")
        except FileNotFoundError:
            there = ", ".join(self.names()) or "none"
            why = f"no object {name!r} in {self.folder}, there are: {there}"
            raise MissingError(why) from None
        try:
            return _reader(file)(self, file)
        except BaseException:
            file.close()
            raise

    def close(self) -> None:
        """Ends the look; objects that are open stay so, but know no more who is alive."""
        self._roster.close()
        # Closing any descriptor of `members` drops all locks that this process has on it. Python
        # has none, but a JVM inside this process would be taken for dead: then it stays open.
        if self._members is not None and "/libjvm." not in Path("/proc/self/maps").read_text():
            os.close(self._members)
        self._members = None

    def __enter__(self) -> Domain:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Region:
    """An object of any kind: what its header says. The readable kinds are subclasses.

    It is mapped until ``close``, or until the interpreter finds it unused.
    """

    def __init__(self, domain: Domain, file: _File) -> None:
        self._domain = domain
        self._file = file
        self._int, self._long = file._int, file._long
        self.name = file.path.name
        self.kind, self.element = file._ints[4], file._ints[5]
        self.payload_bytes = file.bytes - _HEADER
        self.creator_pid, self.created_millis = file._longs[6], file._longs[7]

    @property
    def kind_name(self) -> str:
        """Kind and element as ``ipc ls`` has them, such as ``array double``."""
        name, elements = _KINDS[self.kind]
        return f"{name} {elements[self.element - 1]}"

    @property
    def deleted(self) -> bool:
        """Whether its name was deleted: there may be a new object of that name, to be opened."""
        return bool(self._file._ints[32] & _UNLINKED)

    def plain(self) -> Any:
        """The contents as numbers, texts, bytes, lists and dictionaries."""
        raise IpcError(f"{self.name} is a {self.kind_name}, which this reader does not read")

    def close(self) -> None:
        """Gives the memory back; what is read after that is a ValueError."""
        self._file.close()

    def __enter__(self: T) -> T:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _need(self, fits: bool, numbers: str) -> None:
        if not fits:
            raise self._file._flaw(f"{numbers} does not fit the memory={self.payload_bytes}")

    def _steady(self, version: int, read: Callable[[int], T]) -> T:
        """What ``read`` makes of the version at an offset, once that is the same afterwards."""
        deadline = 0.0
        while True:
            before = self._long(version)
            result = read(before)
            if self._long(version) == before:
                return result
            deadline = deadline or time.monotonic() + PATIENCE_SECONDS
            if time.monotonic() > deadline:
                raise BusyError(f"{self.name} was written all the time for {PATIENCE_SECONDS} s")

    def _copied(self, version: int, copies: int, copy_bytes: int, most: int) -> bytes:
        """The bytes in that of two copies which counts; they follow their length."""

        def read(now: int) -> tuple[int, bytes]:
            start = copies + (now & 1) * copy_bytes
            length = self._int(start)
            end = start + 4 + min(max(length, 0), most)
            return length, bytes(self._file._part(start + 4, end))

        length, found = self._steady(version, read)
        if length != len(found):
            raise self._file._flaw(f"length={length} at offset={copies}, at most={most}")
        return found


def _text(found: bytes) -> str:
    return found.decode("utf-8", "replace")


def _padded(size: int, unit: int = 8) -> int:
    return (size + unit - 1) // unit * unit


class Value(Region):
    """A single int, long, double, float, short, byte, char or boolean."""

    def __init__(self, domain: Domain, file: _File) -> None:
        super().__init__(domain, file)
        self._need(self.payload_bytes >= 128, "a value")
        code, self._convert = _SCALARS[_TYPES[self.element - 1]]
        kept: Any = code if code in "qdf" else "i"  # what is smaller is kept as an int
        self._cell = file._part(0, 8).cast(kept)

    def get(self) -> Any:
        """The value; a char is a str of length 1."""
        return self._convert(self._cell[0])

    plain = get

    def close(self) -> None:
        self._cell.release()
        super().close()


class Text(Region):
    """A text of bounded length."""

    def __init__(self, domain: Domain, file: _File) -> None:
        super().__init__(domain, file)
        self._need(self.payload_bytes >= 192, "a text")
        self.max_bytes = self._int(8)
        self._copy = _padded(4 + self.max_bytes, 64)
        fits = self.max_bytes > 0 and 192 + 2 * self._copy == self.payload_bytes
        self._need(fits, f"maxBytes={self.max_bytes}")

    def get(self) -> Any:
        """The text, whole, as a str."""
        return _text(self._copied(0, 192, self._copy, self.max_bytes))

    plain = get


class _Elements(Region, Sequence[Any]):
    """What has elements: they are read one by one, each when it is asked for."""

    _length = 0

    def _at(self, index: int) -> Any:
        raise NotImplementedError

    def __len__(self) -> int:
        return self._length

    def __getitem__(self, index: Any) -> Any:
        if isinstance(index, slice):
            return [self._at(i) for i in range(*index.indices(self._length))]
        if not -self._length <= index < self._length:
            raise IndexError(f"index={index}, length={self._length} of {self.name}")
        return self._at(index % self._length)

    def plain(self) -> Any:
        return list(self)


class Array(_Elements):
    """An array of ints, longs, doubles, floats, shorts, bytes, chars or booleans."""

    def __init__(self, domain: Domain, file: _File) -> None:
        super().__init__(domain, file)
        code, self._convert = _SCALARS[_TYPES[self.element - 1]]
        size = struct.calcsize(code)
        self._length = self._long(0) if self.payload_bytes >= 128 else -1
        fits = self._length >= 0 and 128 + _padded(self._length * size) == self.payload_bytes
        self._need(fits, f"length={self._length}")
        if self._length:
            self._cells = file._part(128, 128 + self._length * size).cast(code)
        else:
            self._cells = memoryview(array.array(code))  # nothing cannot be cast

    def view(self) -> memoryview:
        """The elements themselves, live, not copied: chars as numbers, booleans as 0 and 1."""
        return memoryview(self._cells)

    def _at(self, index: int) -> Any:
        return self._convert(self._cells[index])

    def close(self) -> None:
        self._cells.release()
        super().close()


class TextArray(_Elements):
    """An array of texts of bounded length."""

    def __init__(self, domain: Domain, file: _File) -> None:
        super().__init__(domain, file)
        self._need(self.payload_bytes >= 256, "an array of texts")
        self._length, self.max_bytes = self._long(0), self._int(192)
        self._copy = _padded(4 + self.max_bytes)
        fits = self._length >= 0 and self.max_bytes > 0
        fits = fits and 256 + self._length * (8 + 2 * self._copy) == self.payload_bytes
        self._need(fits, f"length={self._length}, maxBytes={self.max_bytes}")

    def _at(self, index: int) -> str:
        version = 256 + index * (8 + 2 * self._copy)
        return _text(self._copied(version, version + 8, self._copy, self.max_bytes))


class List(_Elements):
    """A list of mixed elements; null is None, and a byte[] is bytes."""

    _NAMES = "- boolean byte short int long float double char".split()

    def __init__(self, domain: Domain, file: _File) -> None:
        super().__init__(domain, file)
        self._need(self.payload_bytes >= 192, "a list")
        self._length, self.max_bytes = self._int(0), self._int(4)
        self._copy = _padded(5 + self.max_bytes)
        fits = self._length >= 0 and self.max_bytes >= 8
        fits = fits and 192 + self._length * (8 + 2 * self._copy) == self.payload_bytes
        self._need(fits, f"size={self._length}, maxBytes={self.max_bytes}")

    def _at(self, index: int) -> Any:
        version = 192 + index * (8 + 2 * self._copy)
        found = self._copied(version, version + 8, self._copy, 1 + self.max_bytes)
        number, value = found[:1], found[1:]
        if number == b"\x00" and not value:
            return None
        if number == b"\x09":
            return _text(value)
        if number == b"\x0a":
            return value
        if number and 1 <= number[0] < len(self._NAMES):
            code, convert = _SCALARS[self._NAMES[number[0]]]
            if len(value) == struct.calcsize(code):
                return convert(struct.unpack(code, value)[0])
        raise self._file._flaw(f"element {index} has type={number.hex()}, bytes={len(value)}")


class Counter(NamedTuple):
    """A counter at one moment; owner is slot and generation, or None if it is kept for ever."""

    label: str
    value: int
    owner: Optional[tuple[int, int]]


class Counters(Region):
    """Labelled counters; iterating gives all that are in use and whose owner is not dead."""

    def __init__(self, domain: Domain, file: _File) -> None:
        super().__init__(domain, file)
        self._need(self.payload_bytes >= 128, "a set of counters")
        self.capacity, self.label_bytes = self._int(0), self._int(4)
        self._heads = 128 + 128 * self.capacity
        self._labels = self._heads + 16 * self.capacity
        self._label = _padded(4 + self.label_bytes)
        rows = _padded(self._labels + self._label * self.capacity, 64)
        fits = self.capacity > 0 and self.label_bytes > 0 and rows < self.payload_bytes
        self._need(fits, f"capacity={self.capacity}, labelBytes={self.label_bytes}")

    def at(self, place: int) -> Optional[Counter]:
        """The counter in a place from 0, if the place is in use, also if its owner is dead."""
        if not 0 <= place < self.capacity:
            raise IndexError(f"place={place}, capacity={self.capacity} of {self.name}")
        head, label = self._heads + 16 * place, self._labels + self._label * place

        def read(use: int) -> Optional[Counter]:
            if not use & 1:
                return None
            owner = self._int(head + 8)
            text = bytes(self._file._part(label, label + self._label))
            value = self._long(128 + 128 * place)
            member = (owner >> 19, owner & 0x7FFFF) if owner else None
            return Counter(_bounded_text(text, 0, self.label_bytes), value, member)

        return self._steady(head, read)

    def __iter__(self) -> Iterator[Counter]:
        alive: dict[Optional[tuple[int, int]], bool] = {None: True}
        for place in range(min(max(self._int(8), 0), self.capacity)):
            counter = self.at(place)
            if counter and counter.owner and counter.owner not in alive:
                alive[counter.owner] = self._domain.is_alive(*counter.owner)
            if counter and alive[counter.owner]:
                yield counter

    def plain(self) -> dict[str, int]:
        return {counter.label: counter.value for counter in self}


class Memory(Region):
    """A block of raw memory."""

    def __init__(self, domain: Domain, file: _File) -> None:
        super().__init__(domain, file)
        self._need(self.payload_bytes > 64, "a block")

    def view(self) -> memoryview:
        """The memory itself, live, not copied; a slice of it can be cast to numbers."""
        return self._file._part(64, self.payload_bytes)

    def plain(self) -> bytes:
        return bytes(self.view())


Decoder = Callable[[bytes, int], Any]


class _Schema:
    """The parser of a schema: each type becomes its length, its alignment and a decoder."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._rest: list[str] = re.findall(r"; |[][{}() ]|[^][{}(); ]+|.", text, re.DOTALL)
        self._rest.reverse()
        self.size, _, self.decode = self._record(self._next(), 0)
        if self._rest:
            raise self._error()

    def _error(self) -> ValueError:
        return ValueError(f"not a schema: {self._text!r}")

    def _next(self, expected: str = "") -> str:
        if not self._rest or expected not in ("", self._rest[-1]):
            raise self._error()
        return self._rest.pop()

    def _number(self, end: str) -> int:
        self._next()
        digits = self._next()
        self._next(end)
        if not re.fullmatch("[1-9][0-9]{0,9}", digits):
            raise self._error()
        return int(digits)

    def _type(self, depth: int) -> tuple[int, int, Decoder]:
        word = self._next()
        after = self._rest[-1] if self._rest else ""
        if word == "text" and after == "(":
            most = self._number(")")
            return _padded(4 + most, 4), 4, lambda data, at: _bounded_text(data, at, most)
        if word not in _SCALARS:
            return self._record(word, depth + 1)
        code, convert = _SCALARS[word]
        count = self._number("]") if after == "[" else 0
        form = struct.Struct(f"={count or ''}{code}")

        def one(data: bytes, at: int) -> Any:
            return convert(form.unpack_from(data, at)[0])

        def many(data: bytes, at: int) -> list[Any]:
            return [convert(each) for each in form.unpack_from(data, at)]

        return form.size, struct.calcsize(code), many if count else one

    def _record(self, name: str, depth: int) -> tuple[int, int, Decoder]:
        if not name.isidentifier() and "$" not in name or depth == 64:
            raise self._error()
        self._next("{")
        fields: list[tuple[str, int, Decoder]] = []
        end, widest, mark = 0, 1, "; "
        while mark == "; ":
            size, alignment, decode = self._type(depth)
            self._next(" ")
            start = _padded(end, alignment)
            fields.append((self._next(), start, decode))
            end, widest = start + size, max(widest, alignment)
            mark = self._next()
        if mark != "}":
            raise self._error()

        def record(data: bytes, at: int) -> dict[str, Any]:
            return {key: decode(data, at + start) for key, start, decode in fields}

        return _padded(end, widest), widest, record


def _bounded_text(data: bytes, at: int, most: int) -> str:
    length: int = min(max(struct.unpack_from("=i", data, at)[0], 0), most)
    return _text(data[at + 4 : at + 4 + length])


class StructArray(_Elements):
    """An array of records, each of which becomes a dictionary."""

    def __init__(self, domain: Domain, file: _File) -> None:
        super().__init__(domain, file)
        self._need(self.payload_bytes >= 128, "a struct")
        self._length = self._long(0)
        self._record, schema, locks = self._int(8), self._int(12), self._int(16)
        self._start = _padded(128 + 64 * locks + schema, 64)
        self._copy = _padded(self._record)
        self._need(
            min(self._length, self._record, schema, locks) > 0
            and self._start + self._length * (8 + 2 * self._copy) == self.payload_bytes,
            f"length={self._length}, recordBytes={self._record}, schemaBytes={schema}",
        )
        self.schema = _text(bytes(file._part(128 + 64 * locks, 128 + 64 * locks + schema)))
        try:
            parsed = _Schema(self.schema)
        except (ValueError, struct.error) as error:
            raise file._flaw(str(error)) from None
        fits = parsed.size == self._record
        self._need(fits, f"recordBytes={self._record}, schema={self.schema}")
        self._decode = parsed.decode

    def _at(self, index: int) -> Any:
        version = self._start + index * (8 + 2 * self._copy)

        def read(now: int) -> bytes:
            start = version + 8 + (now & 1) * self._copy
            return bytes(self._file._part(start, start + self._record))

        return self._decode(self._steady(version, read), 0)


class Struct(StructArray):
    """One record."""

    def get(self) -> Any:
        """The record, whole: its components by their names."""
        return self._at(0)

    plain = get


def _reader(file: _File) -> type[Region]:
    """Checks what a header says of the object, and finds who reads it."""
    kind, element, payload = file._ints[4], file._ints[5], file._longs[5]
    here = file.bytes - _HEADER
    if payload != here:
        cut = "truncated: " if payload > here else ""
        raise file._flaw(f"{cut}payload bytes={payload}, in the file={here}")
    if kind not in _KINDS or not 1 <= element <= len(_KINDS[kind][1]):
        raise file._flaw(f"unknown kind={kind}, element={element}; a newer reader may know it")
    if file._ints[32] & _BROKEN:
        raise file._flaw("broken: it lost its memory in use")
    if file._ints[32] & _UNLINKED:
        raise MissingError(f"{file.path} is being deleted")
    if platform.machine() not in ("x86_64", "AMD64"):
        warnings.warn("this processor may reorder reads: what is being written may be read mixed")
    text = element == 9
    readers: dict[int, type[Region]] = {
        3: Text if text else Value,
        10: TextArray if text else Array,
        11: Struct if element == 1 else StructArray,
        12: Counters,
        13: Memory,
        14: List,
    }
    return readers.get(kind, Region)


# ---- the command ----


def _json(value: Any) -> Any:
    """What JSON has not: bytes become hexadecimal digits, NaN and infinities texts."""
    if isinstance(value, dict):
        return {key: _json(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_json(each) for each in value]
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return value


def _line(domain: Domain, name: str) -> str:
    shown = name if name.isprintable() else repr(name)
    try:
        with domain.open(name) as region:
            start = f"{shown}  {region.kind_name}  {region.payload_bytes} bytes"
            if isinstance(region, (Value, Text, Struct)):
                value = json.dumps(_json(region.plain()), ensure_ascii=False)
                return f"{start}  {value if len(value) <= 60 else value[:60] + '...'}"
            if isinstance(region, Counters):
                return f"{start}  {len(region.plain())} counters"
            return f"{start}  {len(region)} elements" if isinstance(region, _Elements) else start
    except (IpcError, OSError) as error:
        return f"{shown}  {error}"


def main() -> int:
    """Lists the objects of a domain, or prints one of them as JSON."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("domain", help="its name, or the path of its folder")
    parser.add_argument("name", nargs="?", help="of an object")
    arguments = parser.parse_args()
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # for half a pair of chars
    try:
        with Domain(arguments.domain) as domain:
            if arguments.name is None:
                for name in domain.names():
                    print(_line(domain, name))
            else:
                with domain.open(arguments.name) as region:
                    print(json.dumps(_json(region.plain()), ensure_ascii=False))
        return 0
    except (IpcError, OSError, ValueError) as error:
        print(f"ipc_reader: {error}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
