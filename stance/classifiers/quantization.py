"""fp32 ONNX -> int8, in a way that keeps a sentence's probabilities independent of what else is in the batch.

Weights get a scale a column, embeddings a scale a row, and activations a scale a token, computed in the graph: ONNX
Runtime's own dynamic quantization takes one scale for the whole batch. The matrix products run on `MatMulInteger`.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

ZERO_POINT = 128
SMALLEST_TABLE = 1000
"""Rows from which a gathered table counts as an embedding; smaller ones (positions of 512) stay fp32."""


def quantize(path: Path) -> None:
    """Turn an fp32 ONNX file into int8 in place: matrix products and embeddings. Biases and norms stay fp32."""
    model = onnx.load(path)
    writer = _Writer(model)
    for node in list(model.graph.node):
        weights = writer.floats.get(node.input[-1]) if node.op_type == "MatMul" else None
        table = writer.floats.get(node.input[0]) if node.op_type == "Gather" else None
        if weights is not None and weights.ndim == 2:
            writer.matmul(node, weights)
        elif table is not None and table.ndim == 2 and len(table) >= SMALLEST_TABLE:
            writer.embedding(node, table)
        else:
            writer.nodes.append(node)
    writer.finish()
    onnx.save(model, path)


class _Writer:
    """Collects the nodes and constants of the quantized graph."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self.graph = model.graph
        self.nodes: list[Any] = []
        self.floats = {
            t.name: numpy_helper.to_array(t) for t in model.graph.initializer if t.data_type == TensorProto.FLOAT
        }
        self._replaced: set[str] = set()
        self._quantized: dict[str, str] = {}
        self._constants: dict[str, Any] = {}
        self._constant("row.largest", np.array(1 / 127, np.float32))
        self._constant("row.least", np.array(1e-8, np.float32))
        self._constant("row.flat", np.array([-1], np.int64))
        self._constant("row.zero", np.array(ZERO_POINT, np.uint8))

    def matmul(self, node: Any, weights: NDArray[Any]) -> None:
        """`A @ W` -> `(int8(A) @ int8(W)) * scale of A's row * scale of W's column`."""
        rows, name, out = self._rows(node.input[0], len(weights)), node.input[1], node.output[0]
        if f"{name}.int8" not in self._constants:
            scale = np.abs(weights).max(axis=0).clip(min=1e-8) / 127
            self._constant(f"{name}.int8", np.round(weights / scale).astype(np.int8))
            self._constant(f"{name}.scale", scale.astype(np.float32))
            self._replaced.add(name)
        self._node("MatMulInteger", [f"{rows}.int8", f"{name}.int8", "row.zero"], f"{out}.int32")
        self._node("Cast", [f"{out}.int32"], f"{out}.float", to=TensorProto.FLOAT)
        self._node("Mul", [f"{out}.float", f"{rows}.scale"], f"{out}.by_row")
        self._node("Mul", [f"{out}.by_row", f"{name}.scale"], out)

    def embedding(self, node: Any, table: NDArray[Any]) -> None:
        """`table[ids]` -> `int8 table[ids] * scale[ids]`."""
        name, ids, out = node.input[0], node.input[1], node.output[0]
        scale = np.abs(table).max(axis=1, keepdims=True).clip(min=1e-8) / 127
        self._constant(f"{name}.int8", np.round(table / scale).astype(np.int8))
        self._constant(f"{name}.scale", scale.astype(np.float32))
        self._replaced.add(name)
        self._node("Gather", [f"{name}.int8", ids], f"{out}.int8")
        self._node("Cast", [f"{out}.int8"], f"{out}.float", to=TensorProto.FLOAT)
        self._node("Gather", [f"{name}.scale", ids], f"{out}.scale")
        self._node("Mul", [f"{out}.float", f"{out}.scale"], out)

    def finish(self) -> None:
        """Put the new nodes and constants into the graph."""
        kept = [t for t in self.graph.initializer if t.name not in self._replaced]
        del self.graph.node[:], self.graph.initializer[:]
        self.graph.node.extend(self.nodes)
        self.graph.initializer.extend([*kept, *self._constants.values()])

    def _rows(self, name: str, width: int) -> str:
        """Quantize activations, a scale a token; once, where several products share them (query, key, value)."""
        rows = f"{name}.rows"
        if name in self._quantized:
            return rows
        self._quantized[name] = rows
        self._constant(f"{rows}.matrix", np.array([-1, width], np.int64))
        self._node("Abs", [name], f"{rows}.abs")
        self._node("ReduceMax", [f"{rows}.abs"], f"{rows}.max", axes=[-1], keepdims=1)
        self._node("Mul", [f"{rows}.max", "row.largest"], f"{rows}.raw")
        self._node("Max", [f"{rows}.raw", "row.least"], f"{rows}.scale")
        self._node("Reshape", [f"{rows}.scale", "row.flat"], f"{rows}.scales")
        self._node("Shape", [f"{rows}.scales"], f"{rows}.count")
        zeros = numpy_helper.from_array(np.array([ZERO_POINT], np.uint8))
        self._node("ConstantOfShape", [f"{rows}.count"], f"{rows}.zeros", value=zeros)
        self._node("Reshape", [name, f"{rows}.matrix"], f"{rows}.flat")
        self._node("QuantizeLinear", [f"{rows}.flat", f"{rows}.scales", f"{rows}.zeros"], f"{rows}.flat8", axis=0)
        self._node("Shape", [name], f"{rows}.shape")
        self._node("Reshape", [f"{rows}.flat8", f"{rows}.shape"], f"{rows}.int8")
        return rows

    def _node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> None:
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))

    def _constant(self, name: str, value: NDArray[Any]) -> None:
        self._constants[name] = numpy_helper.from_array(value, name)
