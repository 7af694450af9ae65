"""Vectors as PostgreSQL reads them in bulk: a binary COPY, made by numpy."""

import struct
from typing import Any

import numpy as np

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + struct.pack("!ii", 0, 0)
END = struct.pack("!h", -1)
ROWS = 20_000
COPY = "COPY document_vectors (kind, source_id, store_id, model, embedding) FROM STDIN (FORMAT binary)"


def copied(connection: Any, texts: list[tuple[int, int]], vectors: Any, model: str, kind: str) -> None:
    """Write a vector for each of `texts` (id, store), in this order."""
    shape = _shape(len(kind), len(model), vectors.shape[1])
    with connection.cursor().copy(COPY) as copy:
        copy.write(SIGNATURE)
        for at in range(0, len(texts), ROWS):
            part = np.zeros(len(texts[at : at + ROWS]), shape)
            for name, value in (("columns", 5), ("kind_size", len(kind)), ("kind", kind), ("id_size", 8)):
                part[name] = value
            for name, value in (("store_size", 4), ("model_size", len(model)), ("model", model)):
                part[name] = value
            part["id"], part["store"] = np.array(texts[at : at + ROWS]).T
            part["vector_size"], part["width"] = 4 + 2 * vectors.shape[1], vectors.shape[1]
            part["vector"] = vectors[at : at + ROWS]
            copy.write(part.tobytes())
        copy.write(END)


def _shape(kind: int, model: int, width: int) -> Any:
    """One row of the stream: each column has its size before it."""
    return np.dtype(
        [
            ("columns", ">i2"),
            *(("kind_size", ">i4"), ("kind", f"S{kind}")),
            *(("id_size", ">i4"), ("id", ">i8")),
            *(("store_size", ">i4"), ("store", ">i4")),
            *(("model_size", ">i4"), ("model", f"S{model}")),
            *(("vector_size", ">i4"), ("width", ">i2"), ("unused", ">i2"), ("vector", ">f2", (width,))),
        ]
    )
