"""Writes stream-processor/src/main/resources/library/person.pbtxt: how OpenCV's DNN reads the person detector's weights.

The weights are a frozen TensorFlow graph with its own pre- and post-processing, which OpenCV does not run. The text graph
keeps the layers from the input to the twelve predictors, and adds anchors (SSD's, six scales from 0.2 to 0.95) and OpenCV's
DetectionOutput. Usage: person_graph.py frozen_inference_graph.pb person.pbtxt (needs opencv-python).
"""
import math
import re
import sys
import tempfile

import cv2

LAYERS = 6
SIDE = 300
RATIOS = (1.0, 2.0, 0.5, 3.0, 1 / 3)
KEPT = {"strides", "padding", "dilations", "epsilon", "data_format"}


def read(graph):
    """name -> (op, inputs, {attribute: text})"""
    with tempfile.NamedTemporaryFile(suffix=".pbtxt") as text:
        cv2.dnn.writeTextGraph(graph, text.name)
        content = open(text.name).read()
    nodes = {}
    for block in re.split(r"^node \{\n", content, flags=re.M)[1:]:
        name = re.search(r'^  name: "(.*)"', block, flags=re.M).group(1)
        op = re.search(r'^  op: "(.*)"', block, flags=re.M).group(1)
        inputs = re.findall(r'^  input: "(.*)"', block, flags=re.M)
        attributes = dict(re.findall(r'^  attr \{\n    key: "(\w+)"\n    value \{\n(.*?)^    \}\n  \}', block, flags=re.M | re.S))
        nodes[name] = (op, inputs, attributes)
    return nodes


def main(graph, target):
    nodes = read(graph)

    def real(name):
        while nodes[name][0] == "Identity":
            name = nodes[name][1][0]
        return name

    out, done = [], set()

    def emit(name, op, inputs=(), attributes=()):
        out.append("node {\n  name: \"%s\"\n  op: \"%s\"\n" % (name, op))
        out.extend('  input: "%s"\n' % each for each in inputs)
        for key, value in attributes:
            out.append('  attr {\n    key: "%s"\n    value {\n%s    }\n  }\n' % (key, value))
        out.append("}\n")

    def tensor(values):
        kind, field = ("DT_INT32", "int_val") if all(isinstance(v, int) for v in values) else ("DT_FLOAT", "float_val")
        body = "".join("        %s: %s\n" % (field, v) for v in values)
        return "      tensor {\n        dtype: %s\n        tensor_shape {\n          dim {\n            size: %d\n          }\n        }\n%s      }\n" % (
            kind, len(values), body)

    emit("image_tensor", "Placeholder", (), [("dtype", "      type: DT_UINT8\n")])

    def visit(name):
        name = real(name)
        if name in done or name == "image_tensor":
            return name
        op, inputs, attributes = nodes[name]
        if op == "Const":
            return name
        if name.startswith("Preprocessor/"):
            return "image_tensor"
        resolved = [visit(each) for each in inputs]
        done.add(name)
        emit(name, op, resolved, [(k, v) for k, v in sorted(attributes.items()) if k in KEPT])
        return name

    concats = {}
    for kind in ("ClassPredictor", "BoxEncodingPredictor"):
        flat = []
        for i in range(LAYERS):
            last = visit("BoxPredictor_%d/%s/BiasAdd" % (i, kind))
            emit(last + "/Flatten", "Flatten", [last])
            flat.append(last + "/Flatten")
        concats[kind] = flat
    emit("flat_axis", "Const", (), [("value", tensor([-1]))])
    emit("prior_axis", "Const", (), [("value", tensor([-2]))])
    emit("prior_shape", "Const", (), [("value", tensor([1, 2, -1, 1]))])
    for kind, flat in concats.items():
        emit(kind + "/concat", "ConcatV2", flat + ["flat_axis"])
    scales = [0.2 + 0.75 * i / (LAYERS - 1) for i in range(LAYERS)] + [1.0]
    priors = []
    for i in range(LAYERS):
        if i == 0:
            sizes = [(0.1, 1.0), (scales[0], 2.0), (scales[0], 0.5)]
        else:
            sizes = [(scales[i], ratio) for ratio in RATIOS] + [(math.sqrt(scales[i] * scales[i + 1]), 1.0)]
        widths = [SIDE * scale * math.sqrt(ratio) for scale, ratio in sizes]
        heights = [SIDE * scale / math.sqrt(ratio) for scale, ratio in sizes]
        emit("PriorBox_%d" % i, "PriorBox", ["BoxPredictor_%d/BoxEncodingPredictor/BiasAdd" % i, "image_tensor"], [
            ("clip", "      b: false\n"), ("flip", "      b: false\n"), ("height", tensor(heights)),
            ("variance", tensor([0.1, 0.1, 0.2, 0.2])), ("width", tensor(widths))])
        emit("PriorBox_%d/4d" % i, "Reshape", ["PriorBox_%d" % i, "prior_shape"])
        priors.append("PriorBox_%d/4d" % i)
    emit("PriorBox/concat", "ConcatV2", priors + ["prior_axis"])
    emit("scores", "Sigmoid", ["ClassPredictor/concat"])
    emit("detection_out", "DetectionOutput", ["BoxEncodingPredictor/concat", "scores", "PriorBox/concat"], [
        ("background_label_id", "      i: 0\n"), ("code_type", '      s: "CENTER_SIZE"\n'),
        ("confidence_threshold", "      f: 0.05\n"), ("keep_top_k", "      i: 100\n"),
        ("loc_pred_transposed", "      b: true\n"), ("nms_threshold", "      f: 0.5\n"), ("num_classes", "      i: 2\n"),
        ("share_location", "      b: true\n"), ("top_k", "      i: 100\n")])
    open(target, "w").write("".join(out))


if __name__ == "__main__":
    main(*sys.argv[1:])
