"""What is in a TFLite file: its operators, their cost, and what the project writes beside them."""

import dataclasses
import json
from collections import Counter

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter

from export.conversion import ConversionError
from on_device.tflite_file import METADATA

# Operators that the quantizer leaves in float32, by the version that takes int8.
INT8_VERSIONS = {"LEAKY_RELU": 2, "DEPTH_TO_SPACE": 1}
OPERATORS = {
    value: name for name, value in vars(schema.BuiltinOperator).items() if not name.startswith("_")
}


@dataclasses.dataclass(frozen=True)
class Structure:
    """What a file asks of the machine that runs it.

    Attributes:
        bytes: size of the file.
        operators: how many there are of each.
        outside: how many of each the XNNPACK delegate leaves to slower code.
        partitions: pieces of the graph that the delegate takes; 1 is best.
        multiply_adds: of all convolutions, for one picture.
        rank: the highest of any tensor.
    """

    bytes: int
    operators: dict[str, int]
    outside: dict[str, int]
    partitions: int
    multiply_adds: int
    rank: int


def structure(tflite: bytes) -> Structure:
    """Reads a file's structure; the delegate is asked by giving it one operator at a time."""
    graph = schema.ModelT.InitFromPackedBuf(tflite, 0).subgraphs[0]
    one_by_one = _nodes(tflite, experimental_disable_delegate_node_fusion=True)
    taken = {int(t) for node in one_by_one if _is_delegate(node) for t in node["outputs"]}
    operators = [node for node in one_by_one if not _is_delegate(node)]
    outside = [node for node in operators if not taken & set(map(int, node["outputs"]))]
    return Structure(
        bytes=len(tflite),
        operators=dict(Counter(node["op_name"] for node in operators).most_common()),
        outside=dict(Counter(node["op_name"] for node in outside).most_common()),
        partitions=sum(map(_is_delegate, _nodes(tflite))),
        multiply_adds=multiply_adds(tflite),
        rank=max(len(t.shape) for t in graph.tensors if t.shape is not None),
    )


def _nodes(tflite: bytes, **options) -> list[dict]:
    interpreter = Interpreter(model_content=tflite, num_threads=1, **options)
    interpreter.allocate_tensors()
    return interpreter._get_ops_details()  # nothing public tells of delegation


def _is_delegate(node: dict) -> bool:
    return node["op_name"] == "DELEGATE"


def multiply_adds(tflite: bytes) -> int:
    """Those of all convolutions, for one picture."""
    model = schema.ModelT.InitFromPackedBuf(tflite, 0)
    graph, total = model.subgraphs[0], 0
    for operator in graph.operators:
        kind = operator_name(model, operator)
        shapes = [graph.tensors[i].shape for i in operator.inputs if i >= 0]
        if kind in ("CONV_2D", "DEPTHWISE_CONV_2D"):
            places = graph.tensors[operator.outputs[0]].shape[1:3]
            total += int(np.prod(places)) * int(np.prod(shapes[1]))
        elif kind == "TRANSPOSE_CONV":  # inputs: output shape, kernel, pictures
            total += int(np.prod(shapes[2][1:3])) * int(np.prod(shapes[1]))
    return total


def operator_name(model: schema.ModelT, operator: schema.OperatorT) -> str:
    """The name of an operator's kind, such as "CONV_2D"."""
    code = model.operatorCodes[operator.opcodeIndex]
    return OPERATORS[max(code.builtinCode, code.deprecatedBuiltinCode)]


def check(tflite: bytes):
    """Raises ConversionError if a phone's runtime would refuse the file, or misread it."""
    model = schema.ModelT.InitFromPackedBuf(tflite, 0)
    for graph in model.subgraphs:
        for operator in graph.operators:
            name = operator_name(model, operator)
            if name in ("CUSTOM", "VAR_HANDLE", "READ_VARIABLE"):
                raise ConversionError(f"The file would hold the operator {name}: report this.")
        rank = max(len(t.shape) for t in graph.tensors if t.shape is not None)
        if rank > 4:
            raise ConversionError(f"The file would hold a tensor of rank {rank}: report this.")


def without_islands(tflite: bytes) -> bytes:
    """The file with int8 run through where the quantizer goes to float32 for one operator.

    It does so around those that it does not know. The runtimes know their int8 forms, which read
    and write the tensors that stand before and after the island. Where pictures come in and go out
    as bytes, CAST stands on the shore: QUANTIZE takes bytes to int8 and back without it.
    """
    model = schema.ModelT.InitFromPackedBuf(tflite, 0)
    graph = model.subgraphs[0]
    makers, users, quantize = {}, {}, None
    for operator in graph.operators:
        if operator_name(model, operator) == "QUANTIZE":
            quantize = operator.opcodeIndex
        makers |= {int(tensor): operator for tensor in operator.outputs}
        for tensor in set(map(int, operator.inputs)):
            users.setdefault(tensor, []).append(operator)
    gone = []
    for operator in graph.operators:
        name = operator_name(model, operator)
        source, result = int(operator.inputs[0]), int(operator.outputs[0])
        before, after = makers.get(source), users.get(result, [])
        leaves = before is not None and operator_name(model, before) == "DEQUANTIZE"
        leaves = leaves and len(users[source]) == 1
        returns = [operator_name(model, user) for user in after] == ["QUANTIZE"]
        if name in INT8_VERSIONS and leaves and returns:
            operator.inputs, operator.outputs = before.inputs, after[0].outputs
            code = model.operatorCodes[operator.opcodeIndex]
            code.version = max(code.version, INT8_VERSIONS[name])
            gone += [before, *after]
        elif name == "CAST" and returns:
            _count_bytes(graph.tensors[source])
            after[0].inputs = operator.inputs
            gone.append(operator)
        elif name == "CAST" and leaves:
            _count_bytes(graph.tensors[result])
            operator.inputs, operator.opcodeIndex = before.inputs, quantize
            operator.builtinOptions, operator.builtinOptionsType = None, 0
            gone.append(before)
    _keep(graph, gone)
    _straighten_shores(model)
    return _pack(_loaded(model, tflite))


def _straighten_shores(model: schema.ModelT):
    """Lets the first and the last QUANTIZE do what MUL and SUB, MUL and ADD do beside them.

    Between bytes and [-1, 1] in int8 every value lies half-way between two levels, and runtimes
    differ in which of the two they take. One QUANTIZE shifts bytes, and rounds nothing.
    """
    graph = model.subgraphs[0]
    makers = {int(tensor): op for op in graph.operators for tensor in op.outputs}
    users = {int(tensor): op for op in graph.operators for tensor in op.inputs}
    gone = []
    for quantize in graph.operators:
        if operator_name(model, quantize) != "QUANTIZE":
            continue
        source, result = int(quantize.inputs[0]), int(quantize.outputs[0])
        if source in graph.inputs:
            beside = [users[result], users.get(int(users[result].outputs[0]))]
            if _names(model, beside) == ["MUL", "SUB"]:
                _count_bytes(graph.tensors[source], 1 / 127.5, 127)
                quantize.outputs = beside[1].outputs
                gone += beside
        if result in graph.outputs:
            last = makers[int(quantize.inputs[0])]
            beside = [makers.get(int(last.inputs[0])), last]
            if _names(model, beside) == ["MUL", "ADD"]:
                _count_bytes(graph.tensors[result], 1 / 127.5, 127)
                quantize.inputs = beside[0].inputs[:1]
                gone += beside
    _keep(graph, gone)


def _names(model: schema.ModelT, operators: list) -> list[str]:
    return [operator and operator_name(model, operator) for operator in operators]


def _keep(graph: schema.SubGraphT, gone: list):
    """Takes operators out of a graph."""
    graph.operators = [op for op in graph.operators if not any(op is other for other in gone)]


def _count_bytes(tensor: schema.TensorT, scale: float = 1.0, zero_point: int = 0):
    """Says what a tensor's bytes stand for; by default what they count."""
    tensor.quantization = schema.QuantizationParametersT()
    tensor.quantization.scale = np.full(1, scale, np.float32)
    tensor.quantization.zeroPoint = np.full(1, zero_point, np.int64)


def compact(tflite: bytes) -> bytes:
    """The file without the names of tensors that nobody asks for.

    The converter names every tensor by all operators that it has fused; in a small file the names
    are a twentieth of the bytes. Pictures and the convolutions' results keep theirs.
    """
    model = _loaded(schema.ModelT.InitFromPackedBuf(tflite, 0), tflite)
    for graph in model.subgraphs:
        named = set(map(int, [*graph.inputs, *graph.outputs]))
        for operator in graph.operators:
            if operator_name(model, operator) in ("CONV_2D", "TRANSPOSE_CONV"):
                named.add(int(operator.outputs[0]))
        for index, tensor in enumerate(graph.tensors):
            tensor.name = tensor.name.split(b";")[0] if index in named else b""
            if tensor.quantization is not None and tensor.quantization.scale is None:
                tensor.quantization = None  # an empty table
    return _pack(model)


def describe(tflite: bytes, metadata: dict) -> bytes:
    """A compact file with metadata in, kept as JSON under the name `unit_tf`."""
    model = schema.ModelT.InitFromPackedBuf(tflite, 0)
    buffer = schema.BufferT()
    buffer.data = np.frombuffer(json.dumps(metadata, allow_nan=False).encode(), np.uint8)
    entry = schema.MetadataT()
    entry.name, entry.buffer = METADATA, len(model.buffers)
    model.buffers.append(buffer)
    model.metadata = [*(model.metadata or []), entry]
    return _pack(model)


def _loaded(model: schema.ModelT, tflite: bytes) -> schema.ModelT:
    """The model with those weights in that the quantizer lays behind the tables: they will move."""
    for buffer in model.buffers:
        if buffer.offset > 1:
            data = np.frombuffer(tflite, np.uint8, buffer.size, buffer.offset)
            buffer.data, buffer.offset, buffer.size = data, 0, 0
    return model


class SharingBuilder(flatbuffers.Builder):
    """Writes vectors of equal content once: a channel's zero point of 0 takes eight bytes."""

    def __init__(self, size: int):
        super().__init__(size)
        self._offsets: dict[tuple, int] = {}

    def CreateNumpyVector(self, x: np.ndarray) -> int:
        """The offset of such a vector, new or there."""
        key = (x.dtype, x.tobytes())
        if key not in self._offsets:
            self._offsets[key] = super().CreateNumpyVector(x)
        return self._offsets[key]


def _pack(model: schema.ModelT) -> bytes:
    builder = SharingBuilder(1024)
    builder.Finish(model.Pack(builder), b"TFL3")
    return bytes(builder.Output())


def metadata(tflite: bytes) -> dict:
    """What `describe` put in; empty for a file of other origin."""
    model = schema.ModelT.InitFromPackedBuf(tflite, 0)
    for entry in model.metadata or []:
        if entry.name == METADATA:
            return json.loads(bytes(model.buffers[entry.buffer].data))
    return {}
