"""The smallest TFLite files: tensors that go in and come out, metadata, and nothing between."""

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

TYPES = {
    "uint8": schema.TensorType.UINT8,
    "int8": schema.TensorType.INT8,
    "int32": schema.TensorType.INT32,
    "float16": schema.TensorType.FLOAT16,
    "float32": schema.TensorType.FLOAT32,
}


def minimal_tflite(file: dict, metadata: list[tuple[str, bytes]]) -> bytes:
    """A file with these tensors and this metadata.

    Args:
        file: "inputs" and "outputs", each a list of {"shape", "type"}; with "signature" where a
            side is unknown (-1 there, 1 in the shape). "subgraphs": 0 for a file without any;
            "input_index", "metadata_buffer": a wrong number in place of the right one.
        metadata: names and contents.
    """
    model = schema.ModelT()
    model.version = 3
    model.buffers = [schema.BufferT()]
    graph = schema.SubGraphT()
    graph.tensors = []
    for end in ("inputs", "outputs"):
        indices = []
        for described in file[end]:
            indices.append(len(graph.tensors))
            graph.tensors.append(tensor(described))
        setattr(graph, end, np.array(indices, np.int32))
    if "input_index" in file:
        graph.inputs = np.array([file["input_index"]], np.int32)
    model.subgraphs = [graph] * file.get("subgraphs", 1)
    model.metadata = []
    for name, content in metadata:
        entry, buffer = schema.MetadataT(), schema.BufferT()
        entry.name, entry.buffer = name, file.get("metadata_buffer", len(model.buffers))
        buffer.data = np.frombuffer(content, np.uint8)
        model.buffers.append(buffer)
        model.metadata.append(entry)
    builder = flatbuffers.Builder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def tensor(described: dict) -> schema.TensorT:
    made = schema.TensorT()
    made.type = TYPES[described["type"]]
    made.shape = np.array(described["shape"], np.int32)
    if "signature" in described:
        made.shapeSignature = np.array(described["signature"], np.int32)
    return made
