"""What a TFLite file tells of itself, read without trust in any of its numbers.

Only the few tables that the contract needs; their numbers are those of TensorFlow's schema.fbs.
"""

import dataclasses
import struct

IDENTIFIER = b"TFL3"
METADATA = b"unit_tf"
TYPES = (
    "float32", "float16", "int32", "uint8", "int64", "string", "bool", "int16", "complex64",
    "int8", "float64", "complex128", "uint64", "resource", "variant", "uint32", "uint16", "int4",
)  # fmt: skip


class DamagedError(ValueError):
    """The content is no TFLite file, or no longer."""


@dataclasses.dataclass(frozen=True)
class Tensor:
    """A tensor: its sides, -1 where one is only known when it runs, and its type, as NumPy says."""

    shape: tuple[int, ...]
    type: str


@dataclasses.dataclass(frozen=True)
class TFLiteFile:
    """What goes in and comes out, and what the exporter wrote into the file.

    Attributes:
        inputs: of the first subgraph; none if there is no subgraph.
        outputs: of the first subgraph.
        metadata: what is kept under the name `unit_tf`; None if nothing is.
    """

    inputs: tuple[Tensor, ...]
    outputs: tuple[Tensor, ...]
    metadata: bytes | None


def parse(content: bytes) -> TFLiteFile:
    """Reads a file's tables.

    Raises:
        DamagedError: the identifier is missing, or an offset or index leads outside.
    """
    if content[4:8] != IDENTIFIER:
        raise DamagedError("the identifier TFL3 is missing")
    model = _Table(content, _unpack(content, "<I", 0))
    graphs = model.tables(2)
    tensors = [_tensor(table) for table in graphs[0].tables(0)] if graphs else []
    ends = [graphs[0].integers(field) if graphs else () for field in (1, 2)]
    inputs, outputs = (tuple(_at(tensors, index) for index in indices) for indices in ends)
    buffers, metadata = model.tables(4), None
    for entry in model.tables(6):
        if entry.bytes(0) == METADATA:
            metadata = _at(buffers, entry.number(1, "<I")).bytes(0)
            break
    return TFLiteFile(inputs, outputs, metadata)


def _tensor(table: "_Table") -> Tensor:
    number = table.number(1, "<b")
    name = TYPES[number] if 0 <= number < len(TYPES) else f"type {number}"
    return Tensor(table.integers(7) or table.integers(0), name)


def _at(items: list, index: int):
    if not 0 <= index < len(items):
        raise DamagedError(f"there is no number {index} among {len(items)}")
    return items[index]


def _unpack(content: bytes, form: str, position: int) -> int:
    if not 0 <= position <= len(content) - struct.calcsize(form):
        raise DamagedError(f"byte {position} is outside of {len(content)}")
    return struct.unpack_from(form, content, position)[0]


class _Table:
    """A table of a flatbuffer: fields by number, each of which may be missing."""

    def __init__(self, content: bytes, position: int):
        self._content, self._position = content, position
        self._fields = position - _unpack(content, "<i", position)
        self._size = _unpack(content, "<H", self._fields)

    def _place(self, field: int) -> int | None:
        entry = 4 + 2 * field
        if entry + 2 > self._size:
            return None
        offset = _unpack(self._content, "<H", self._fields + entry)
        return self._position + offset if offset else None

    def number(self, field: int, form: str) -> int:
        """A number; 0 if it is missing."""
        place = self._place(field)
        return 0 if place is None else _unpack(self._content, form, place)

    def _vector(self, field: int, size: int) -> tuple[int, int]:
        """Where the elements of a vector begin, and how many there are."""
        place = self._place(field)
        if place is None:
            return 0, 0
        start = place + _unpack(self._content, "<I", place)
        count = _unpack(self._content, "<I", start)
        if start + 4 + count * size > len(self._content):
            raise DamagedError(f"{count} elements at byte {start} do not fit in")
        return start + 4, count

    def bytes(self, field: int) -> bytes:
        """A vector of bytes, or a text."""
        start, count = self._vector(field, 1)
        return bytes(self._content[start : start + count])

    def integers(self, field: int) -> tuple[int, ...]:
        """A vector of int32."""
        start, count = self._vector(field, 4)
        return struct.unpack_from(f"<{count}i", self._content, start)

    def tables(self, field: int) -> list["_Table"]:
        """A vector of tables."""
        start, count = self._vector(field, 4)
        places = range(start, start + 4 * count, 4)
        return [_Table(self._content, p + _unpack(self._content, "<I", p)) for p in places]
