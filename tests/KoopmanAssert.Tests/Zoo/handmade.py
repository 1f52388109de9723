"""Small networks written node by node: what other exporters write, other domains, control flow, quantised and odd ones."""
import numpy as np
import onnx
from onnx import TensorProto as T, helper as h, numpy_helper as nh

MS, ML = "com.microsoft", "ai.onnx.ml"


class Graph:
    def __init__(self, name, opset=13, ir=8, **domains):
        self.name, self.random = name, np.random.default_rng(sum(map(ord, name)))
        self.nodes, self.inputs, self.outputs, self.weights, self.functions = [], [], [], [], []
        self.opset, self.ir, self.domains = opset, ir, domains

    def input(self, name, shape, kind=T.FLOAT):
        self.inputs.append(h.make_tensor_value_info(name, kind, ["batch" if d == -1 else d for d in shape]))
        return name

    def weight(self, name, *shape, dtype=np.float32):
        return self.constant(name, (self.random.normal(size=shape) / np.sqrt(max(1, shape[-1]))).astype(dtype))

    def constant(self, name, value):
        self.weights.append(nh.from_array(np.asarray(value), name))
        return name

    def node(self, op, inputs, outputs, name="", domain="", **attributes):
        self.nodes.append(h.make_node(op, inputs.split(), outputs.split(), name=name, domain=domain, **attributes))
        self.nodes[-1].input[:] = ["" if i == "-" else i for i in self.nodes[-1].input]
        return outputs.split()[0]

    def dense(self, x, y, p, q, name="", dtype=np.float32):
        self.weight(f"{y}.w", p, q, dtype=dtype), self.weight(f"{y}.b", q, dtype=dtype)
        return self.node("Gemm", f"{x} {y}.w {y}.b", y, name)

    def output(self, *names, kind=T.FLOAT):
        self.outputs += [n if isinstance(n, onnx.ValueInfoProto) else h.make_tensor_value_info(n, kind, None) for n in names]

    def model(self):
        graph = h.make_graph(self.nodes, self.name, self.inputs, self.outputs, self.weights)
        imports = [h.make_opsetid("", self.opset)] + [h.make_opsetid({"ms": MS, "ml": ML}.get(d, d), v) for d, v in self.domains.items()]
        return h.make_model(graph, opset_imports=imports, ir_version=self.ir, producer_name="zoo", functions=self.functions)

    def save(self, folder):
        with open(f"{folder}/{self.name}.onnx", "wb") as file:
            file.write(self.model().SerializeToString(deterministic=True))


def write(folder):
    made = []

    def new(name, *args, **kwargs):
        made.append(Graph(name, *args, **kwargs))
        return made[-1]

    other_exporters(new)
    pipelines(new)
    control_flow(new)
    quantised(new)
    contributed(new)
    odd(new)
    for graph in made:
        graph.save(folder)
    external(folder)


def other_exporters(new):
    # Keras: channels last, so a transpose at each end; dense layers are MatMul and Add.
    g = new("keras-cnn")
    g.input("input_1", [-1, 6, 6, 2])
    g.node("Transpose", "input_1", "t", "model/conv2d/Conv2D__6", perm=[0, 3, 1, 2])
    g.weight("k1", 4, 2, 3, 3), g.weight("b1", 4)
    g.node("Conv", "t k1 b1", "c", "model/conv2d/Conv2D", pads=[1, 1, 1, 1])
    g.node("Relu", "c", "r", "model/conv2d/Relu")
    g.node("MaxPool", "r", "p", "model/max_pooling2d/MaxPool", kernel_shape=[2, 2], strides=[2, 2])
    g.node("Transpose", "p", "u", "model/max_pooling2d/MaxPool__12", perm=[0, 2, 3, 1])
    g.constant("flat", np.int64([-1, 36]))
    g.node("Reshape", "u flat", "f", "model/flatten/Reshape")
    g.weight("k2", 36, 5), g.weight("b2", 5)
    g.node("MatMul", "f k2", "m", "model/dense/MatMul")
    g.node("Add", "m b2", "a", "model/dense/BiasAdd")
    g.node("Softmax", "a", "dense", "model/dense/Softmax", axis=-1)
    g.output("dense")

    # Keras' recurrent layer: time first inside, one direction squeezed away, then the last step.
    g = new("keras-lstm")
    g.input("input_1", [-1, 5, 3])
    g.node("Transpose", "input_1", "t", "model/lstm/transpose", perm=[1, 0, 2])
    g.weight("W", 1, 16, 3), g.weight("R", 1, 16, 4), g.weight("B", 1, 32)
    g.node("LSTM", "t W R B", "y", "model/lstm/LSTM", hidden_size=4)
    g.constant("axis", np.int64([1]))
    g.node("Squeeze", "y axis", "s", "model/lstm/Squeeze")
    g.constant("b", np.int64([-1])), g.constant("e", np.int64([2**31])), g.constant("a", np.int64([0]))
    g.node("Slice", "s b e a", "l", "model/lstm/strided_slice")
    g.node("Squeeze", "l a", "z", "model/lstm/strided_slice__2")
    g.weight("k", 4, 2), g.weight("bias", 2)
    g.node("MatMul", "z k", "m", "model/dense/MatMul")
    g.node("Add", "m bias", "dense", "model/dense/BiasAdd")
    g.output("dense")

    # CNTK: a batch of one, names of operations with numbers, the bias as an Add.
    g = new("cntk-mnist", opset=8, ir=3)
    g.input("Input3", [1, 1, 8, 8])
    g.weight("Parameter5", 3, 1, 3, 3), g.weight("Parameter6", 3, 1, 1)
    g.node("Conv", "Input3 Parameter5", "Convolution28_Output_0", "Convolution28", auto_pad="SAME_UPPER", kernel_shape=[3, 3])
    g.node("Add", "Convolution28_Output_0 Parameter6", "Plus30_Output_0", "Plus30")
    g.node("Relu", "Plus30_Output_0", "ReLU32_Output_0", "ReLU32")
    g.node("MaxPool", "ReLU32_Output_0", "Pooling66_Output_0", "Pooling66", kernel_shape=[2, 2], strides=[2, 2])
    g.constant("shape1", np.int64([1, 48])), g.constant("shape2", np.int64([48, 4]))
    g.node("Reshape", "Pooling66_Output_0 shape1", "Reshape0", "Times212_reshape0")
    g.weight("Parameter193", 3, 4, 4, 4)
    g.node("Reshape", "Parameter193 shape2", "Reshape1", "Times212_reshape1")
    g.node("MatMul", "Reshape0 Reshape1", "Times212_Output_0", "Times212")
    g.weight("Parameter194", 1, 4)
    g.node("Add", "Times212_Output_0 Parameter194", "Plus214_Output_0", "Plus214")
    g.output("Plus214_Output_0")
    g.inputs += [h.make_tensor_value_info(w.name, w.data_type, w.dims) for w in g.weights]

    # Paddle: a batch normalisation kept beside its convolution, numbered names.
    g = new("paddle-cnn", opset=11, ir=7)
    g.input("x0", [-1, 1, 6, 6])
    g.weight("conv2d_0.w_0", 3, 1, 3, 3)
    g.node("Conv", "x0 conv2d_0.w_0", "conv2d_1.tmp_0", "Conv_0", pads=[1, 1, 1, 1])
    g.weight("s", 3), g.weight("o", 3), g.weight("m", 3), g.constant("v", np.float32([1, 2, 0.5]))
    g.node("BatchNormalization", "conv2d_1.tmp_0 s o m v", "batch_norm_0.tmp_3", "BatchNormalization_0")
    g.node("Relu", "batch_norm_0.tmp_3", "relu_0.tmp_0", "Relu_0")
    g.node("GlobalAveragePool", "relu_0.tmp_0", "pool2d_0.tmp_0", "GlobalAveragePool_0")
    g.node("Flatten", "pool2d_0.tmp_0", "flatten_0.tmp_0", "Flatten_0")
    g.weight("linear_0.w_0", 3, 4), g.weight("linear_0.b_0", 4)
    g.node("MatMul", "flatten_0.tmp_0 linear_0.w_0", "linear_1.tmp_0", "MatMul_0")
    g.node("Add", "linear_1.tmp_0 linear_0.b_0", "linear_1.tmp_1", "Add_0")
    g.node("Softmax", "linear_1.tmp_1", "softmax_0.tmp_0", "Softmax_0", axis=1)
    g.output("softmax_0.tmp_0")

    # The oldest opset: shapes as attributes, weights among the inputs, batch normalisation with its old attributes.
    g = new("opset-7", opset=7, ir=3)
    g.input("x", [-1, 1, 4, 4])
    g.weight("conv.weight", 2, 1, 3, 3)
    g.node("Conv", "x conv.weight", "c", "conv", pads=[1, 1, 1, 1])
    g.weight("s", 2), g.weight("o", 2), g.weight("m", 2), g.constant("v", np.float32([1, 2]))
    g.node("BatchNormalization", "c s o m v", "n", spatial=1)
    g.node("Relu", "n", "r")
    g.node("Upsample", "r", "u", scales=[1.0, 1.0, 2.0, 2.0], mode="nearest")
    g.node("Flatten", "u", "f")
    g.dense("f", "y", 128, 3)
    g.output("y")
    g.inputs += [h.make_tensor_value_info(w.name, w.data_type, w.dims) for w in g.weights]


def trees(classes=3, features=4):
    """One stump a class: a sample goes left or right by one feature."""
    count = 3 * classes
    return dict(
        nodes_treeids=[i // 3 for i in range(count)], nodes_nodeids=[i % 3 for i in range(count)], nodes_featureids=[(i // 3) % features for i in range(count)],
        nodes_values=[0.1 if i % 3 == 0 else 0.0 for i in range(count)], nodes_modes=["BRANCH_LEQ" if i % 3 == 0 else "LEAF" for i in range(count)],
        nodes_truenodeids=[1 if i % 3 == 0 else 0 for i in range(count)], nodes_falsenodeids=[2 if i % 3 == 0 else 0 for i in range(count)],
        nodes_hitrates=[1.0] * count, nodes_missing_value_tracks_true=[0] * count)


def leaves(prefix, classes):
    return {f"{prefix}_treeids": [i // 2 for i in range(2 * classes)], f"{prefix}_nodeids": [1 + i % 2 for i in range(2 * classes)],
            f"{prefix}_ids": [i // 2 for i in range(2 * classes)], f"{prefix}_weights": [0.2 + 0.1 * i for i in range(2 * classes)]}


def probabilities(g, source):
    g.node("ZipMap", source, "output_probability", domain=ML, classlabels_int64s=[0, 1, 2])
    kind = onnx.TypeProto()
    kind.sequence_type.elem_type.map_type.key_type = T.INT64
    kind.sequence_type.elem_type.map_type.value_type.tensor_type.elem_type = T.FLOAT
    g.output("output_label", kind=T.INT64)
    g.output(h.make_value_info("output_probability", kind))


def pipelines(new):
    # scikit-learn: StandardScaler, LogisticRegression; ZipMap makes a sequence of dictionaries of the probabilities.
    g = new("sklearn-logistic", ml=1)
    g.input("float_input", [-1, 4])
    g.node("Scaler", "float_input", "variable", "Scaler", ML, offset=[0.1, 0.2, 0.3, 0.4], scale=[1.0, 2.0, 0.5, 1.5])
    g.node("LinearClassifier", "variable", "label probability_tensor", "LinearClassifier", ML, coefficients=[float(c) for c in g.random.normal(size=12)],
           intercepts=[0.1, 0.2, -0.3], classlabels_ints=[0, 1, 2], multi_class=1, post_transform="SOFTMAX")
    g.node("Cast", "label", "output_label", "Cast", to=T.INT64)
    g.node("Normalizer", "probability_tensor", "probabilities", "Normalizer", ML, norm="L1")
    probabilities(g, "probabilities")

    g = new("sklearn-forest", ml=1)
    g.input("X", [-1, 4])
    g.node("TreeEnsembleClassifier", "X", "output_label probabilities", "TreeEnsembleClassifier", ML, classlabels_int64s=[0, 1, 2], post_transform="NONE", **trees(), **leaves("class", 3))
    probabilities(g, "probabilities")

    g = new("sklearn-boosting", ml=1)
    g.input("X", [-1, 4])
    g.node("TreeEnsembleRegressor", "X", "variable", "TreeEnsembleRegressor", ML, n_targets=3, aggregate_function="SUM", **trees(), **leaves("target", 3))
    g.output("variable")

    # A network whose features a forest judges.
    g = new("network-and-trees", ml=1)
    g.input("x", [-1, 6])
    g.dense("x", "a", 6, 5, "/fc1/Gemm"), g.node("Relu", "a", "b"), g.dense("b", "features", 5, 4, "/fc2/Gemm")
    g.node("TreeEnsembleRegressor", "features", "y", "/trees/TreeEnsembleRegressor", ML, n_targets=3, aggregate_function="SUM", **trees(), **leaves("target", 3))
    g.output("y")

    # MLPClassifier: plain matrices, then the label by ArgMax.
    g = new("sklearn-mlp", ml=1)
    g.input("X", [-1, 4])
    g.weight("coefficient", 4, 6), g.weight("intercepts", 1, 6), g.weight("coefficient1", 6, 3), g.weight("intercepts1", 1, 3)
    g.node("MatMul", "X coefficient", "mul_result", "MatMul"), g.node("Add", "mul_result intercepts", "add_result", "Add"), g.node("Relu", "add_result", "next", "Relu")
    g.node("MatMul", "next coefficient1", "mul_result1", "MatMul1"), g.node("Add", "mul_result1 intercepts1", "add_result1", "Add1")
    g.node("Softmax", "add_result1", "out_activations", "Softmax", axis=1), g.node("ArgMax", "out_activations", "output_label", "ArgMax", axis=1, keepdims=0)
    probabilities(g, "out_activations")

    # One input a column, as from a data frame; numbers and words.
    g = new("sklearn-columns", ml=1)
    g.input("age", [-1, 1]), g.input("income", [-1, 1]), g.input("children", [-1, 1])
    g.node("Concat", "age income children", "merged", axis=1)
    g.node("Scaler", "merged", "scaled", domain=ML, offset=[0.0, 0.1, 0.2], scale=[1.0, 2.0, 1.0])
    g.node("LinearRegressor", "scaled", "price", domain=ML, coefficients=[0.5, -1.0, 2.0, 0.3, 0.4, -0.2], intercepts=[0.1, 0.2], targets=2)
    g.output("price")

    g = new("sklearn-words", ml=1)
    g.input("colour", [-1, 1], T.STRING)
    g.node("OneHotEncoder", "colour", "hot", domain=ML, cats_strings=["red", "green", "blue"], zeros=1)
    g.constant("shape", np.int64([-1, 3]))
    g.node("Reshape", "hot shape", "flat")
    g.node("LinearRegressor", "flat", "y", domain=ML, coefficients=[1.0, 2.0, 3.0], intercepts=[0.5], targets=1)
    g.output("y")

    g = new("sklearn-svm", ml=1)
    g.input("X", [-1, 2])
    g.node("SVMRegressor", "X", "y", "SVM", ML, coefficients=[0.5, -0.7, 0.2], support_vectors=[0.1, 0.2, -0.5, 0.3, 0.9, -0.4], n_supports=3, kernel_type="RBF", kernel_params=[0.5, 0.0, 3.0], rho=[0.1], post_transform="NONE")
    g.output("y")


def body(name, nodes, inputs, outputs):
    return h.make_graph(nodes, name, [h.make_tensor_value_info(n, k, s) for n, k, s in inputs], [h.make_tensor_value_info(n, k, s) for n, k, s in outputs])


def control_flow(new):
    g = new("if")
    g.input("x", [-1, 4])
    g.dense("x", "a", 4, 5, "/encoder/Gemm"), g.node("ReduceMax", "a", "m", keepdims=0), g.constant("zero", np.float32(0)), g.node("Greater", "m zero", "positive")
    g.node("If", "positive", "i", "/branch/If", then_branch=body("then", [h.make_node("Relu", ["a"], ["t"])], [], [("t", T.FLOAT, None)]),
           else_branch=body("else", [h.make_node("Neg", ["a"], ["e"])], [], [("e", T.FLOAT, None)]))
    g.dense("i", "y", 5, 3, "/head/Gemm"), g.output("y")

    g = new("loop")
    g.input("x", [-1, 4])
    g.dense("x", "a", 4, 4, "/encoder/Gemm"), g.constant("three", np.int64(3)), g.constant("go", np.bool_(True)), g.weight("w", 4, 4)
    g.node("Loop", "three go a", "l", "/refine/Loop", body=body("step", [h.make_node("MatMul", ["s", "w"], ["p"]), h.make_node("Tanh", ["p"], ["n"]), h.make_node("Identity", ["c"], ["d"])],
           [("i", T.INT64, []), ("c", T.BOOL, []), ("s", T.FLOAT, None)], [("d", T.BOOL, []), ("n", T.FLOAT, None)]))
    g.dense("l", "y", 4, 3, "/head/Gemm"), g.output("y")

    # A cell run over the time axis, as recurrent layers of one's own are exported; the state begins at zero.
    g = new("scan")
    g.input("x", [-1, 5, 3])
    g.constant("zeros", np.zeros((1, 4), np.float32)), g.constant("first", np.int64([0])), g.constant("one", np.int64([1])), g.constant("four", np.int64([4]))
    g.node("Shape", "x", "shape"), g.node("Slice", "shape first one", "n"), g.node("Concat", "n four", "state_shape", axis=0), g.node("Expand", "zeros state_shape", "h0")
    g.weight("u", 3, 4), g.weight("v", 4, 4)
    g.node("Scan", "h0 x", "hn ys", "/cell/Scan", num_scan_inputs=1, scan_input_axes=[1], scan_output_axes=[1], body=body("cell", [
        h.make_node("MatMul", ["s", "v"], ["p"]), h.make_node("MatMul", ["e", "u"], ["q"]), h.make_node("Add", ["p", "q"], ["r"]), h.make_node("Tanh", ["r"], ["t"]), h.make_node("Identity", ["t"], ["o"])],
        [("s", T.FLOAT, None), ("e", T.FLOAT, None)], [("t", T.FLOAT, None), ("o", T.FLOAT, None)]))
    g.dense("hn", "y", 4, 2, "/head/Gemm"), g.output("y")

    g = new("sequence-inside")
    g.input("x", [-1, 6])
    g.dense("x", "a", 6, 6, "/encoder/Gemm"), g.constant("third", np.int64(1)), g.constant("size", np.int64([3, 3]))
    g.node("SplitToSequence", "a size", "s", axis=1), g.node("SequenceAt", "s third", "p"), g.node("Relu", "p", "r")
    g.dense("r", "y", 3, 2, "/head/Gemm"), g.output("y")

    sequence = h.make_sequence_type_proto(h.make_tensor_type_proto(T.FLOAT, None))
    g = new("sequence-input")
    g.inputs.append(h.make_value_info("xs", sequence)), g.node("ConcatFromSequence", "xs", "y", axis=1), g.output("y")

    g = new("sequence-output")
    g.input("x", [-1, 6])
    g.dense("x", "a", 6, 4, "/encoder/Gemm"), g.node("Relu", "a", "r"), g.node("SequenceConstruct", "r a", "ys"), g.output(h.make_value_info("ys", sequence))

    g = new("optional-input", opset=15)
    g.inputs.append(h.make_value_info("x", h.make_optional_type_proto(h.make_tensor_type_proto(T.FLOAT, ["batch", 4]))))
    g.node("OptionalGetElement", "x", "t"), g.dense("t", "y", 4, 2), g.output("y")

    # A layer as a function of the model itself, called twice, and its activation as another.
    g = new("functions", opset=15, local=1)
    g.input("x", [-1, 4])
    act = h.make_function("local", "Squash", ["v"], ["w"], [h.make_node("Tanh", ["v"], ["t"]), h.make_node("Mul", ["t", "v"], ["w"])], [h.make_opsetid("", 15)])
    layer = h.make_function("local", "Layer", ["x", "w", "b"], ["y"], [h.make_node("MatMul", ["x", "w"], ["m"]), h.make_node("Add", ["m", "b"], ["a"]), h.make_node("Squash", ["a"], ["y"], domain="local")],
                            [h.make_opsetid("", 15), h.make_opsetid("local", 1)])
    g.functions += [act, layer]
    g.weight("w1", 4, 6), g.weight("b1", 6), g.weight("w2", 6, 3), g.weight("b2", 3)
    g.node("Layer", "x w1 b1", "h1", "/layer1/Layer", "local"), g.node("Squash", "h1", "s1", "/act/Squash", "local"), g.node("Layer", "s1 w2 b2", "y", "/layer2/Layer", "local"), g.output("y")


def quantise(g, x, y, scale=0.02, zero=128, dtype=np.uint8):
    g.constant(f"{y}.scale", np.float32(scale)), g.constant(f"{y}.zero", dtype(zero))
    return g.node("QuantizeLinear", f"{x} {y}.scale {y}.zero", y)


def int8(g, name, *shape):
    g.constant(name, g.random.integers(-90, 90, shape).astype(np.int8)), g.constant(f"{name}.scale", np.float32(0.01)), g.constant(f"{name}.zero", np.int8(0))


def quantised(new):
    g = new("qdq")
    g.input("x", [-1, 1, 6, 6])
    quantise(g, "x", "xq"), g.node("DequantizeLinear", "xq xq.scale xq.zero", "xd")
    int8(g, "k", 3, 1, 3, 3), g.node("DequantizeLinear", "k k.scale k.zero", "kd"), g.weight("kb", 3)
    g.node("Conv", "xd kd kb", "c", "/conv/Conv", pads=[1, 1, 1, 1]), g.node("Relu", "c", "r", "/conv/Relu")
    quantise(g, "r", "rq"), g.node("DequantizeLinear", "rq rq.scale rq.zero", "rd"), g.node("Flatten", "rd", "f")
    int8(g, "w", 108, 4), g.node("DequantizeLinear", "w w.scale w.zero", "wd"), g.weight("b", 4), g.node("Gemm", "f wd b", "z", "/fc/Gemm")
    quantise(g, "z", "zq", 0.05), g.node("DequantizeLinear", "zq zq.scale zq.zero", "y"), g.output("y")

    g = new("qoperator")
    g.input("x", [-1, 1, 6, 6])
    quantise(g, "x", "xq"), int8(g, "k", 3, 1, 3, 3), g.constant("cs", np.float32(0.03)), g.constant("cz", np.uint8(0))
    g.node("QLinearConv", "xq xq.scale xq.zero k k.scale k.zero cs cz", "cq", "/conv/QLinearConv", pads=[1, 1, 1, 1])
    g.node("MaxPool", "cq", "pq", "/pool/MaxPool", kernel_shape=[2, 2], strides=[2, 2]), g.node("Flatten", "pq", "fq")
    int8(g, "w1", 27, 6), g.constant("hs", np.float32(0.04)), g.constant("hz", np.uint8(100)), g.node("QLinearMatMul", "fq cs cz w1 w1.scale w1.zero hs hz", "hq", "/fc1/QLinearMatMul")
    int8(g, "w2", 6, 3), g.constant("ys", np.float32(0.05)), g.constant("yz", np.uint8(128)), g.node("QLinearMatMul", "hq hs hz w2 w2.scale w2.zero ys yz", "yq", "/fc2/QLinearMatMul")
    g.node("DequantizeLinear", "yq ys yz", "y"), g.output("y")

    g = new("dynamic-quantised")
    g.input("x", [-1, 6])
    for i, (x, y, p, q) in enumerate([("x", "h", 6, 5), ("a", "y", 5, 3)], 1):
        g.node("DynamicQuantizeLinear", x, f"{x}q {x}s {x}z", f"/fc{i}/DynamicQuantizeLinear")
        int8(g, f"w{i}", p, q), g.node("MatMulInteger", f"{x}q w{i} {x}z w{i}.zero", f"{y}i", f"/fc{i}/MatMulInteger"), g.node("Cast", f"{y}i", f"{y}f", f"/fc{i}/Cast", to=T.FLOAT)
        g.node("Mul", f"{x}s w{i}.scale", f"{y}s", f"/fc{i}/Mul"), g.node("Mul", f"{y}f {y}s", y, f"/fc{i}/Mul_1")
        if i == 1:
            g.node("Relu", "h", "a", "/act/Relu")
    g.output("y")

    for name, kind, dtype in [("float16", T.FLOAT16, np.float16)]:
        g = new(name)
        g.input("x", [-1, 6], kind), g.dense("x", "a", 6, 8, "/fc1/Gemm", dtype), g.node("Relu", "a", "r"), g.dense("r", "y", 8, 3, "/fc2/Gemm", dtype), g.output("y", kind=kind)

    # Half precision inside, float32 at both ends, as converters of mixed precision write it.
    g = new("float16-inside")
    g.input("x", [-1, 1, 6, 6]), g.node("Cast", "x", "xh", to=T.FLOAT16), g.weight("k", 3, 1, 3, 3, dtype=np.float16), g.weight("kb", 3, dtype=np.float16)
    g.node("Conv", "xh k kb", "c", "/conv/Conv", pads=[1, 1, 1, 1]), g.node("Relu", "c", "r"), g.node("GlobalAveragePool", "r", "p"), g.node("Flatten", "p", "f")
    g.dense("f", "yh", 3, 3, "/fc/Gemm", np.float16), g.node("Cast", "yh", "y", to=T.FLOAT), g.output("y")

    g = new("bfloat16")
    g.input("x", [-1, 6], T.BFLOAT16), g.node("Cast", "x", "xf", to=T.FLOAT), g.dense("xf", "a", 6, 8, "/fc1/Gemm"), g.node("Relu", "a", "r"), g.node("Cast", "r", "rb", to=T.BFLOAT16)
    g.node("Cast", "rb", "rf", to=T.FLOAT), g.dense("rf", "y", 8, 3, "/fc2/Gemm"), g.output("y")


def contributed(new):
    g = new("fused-operators", ms=1)
    g.input("x", [-1, 6])
    g.weight("w1", 6, 8), g.node("FusedMatMul", "x w1", "a", "/fc1/FusedMatMul", MS, alpha=0.5), g.weight("b1", 8), g.node("BiasGelu", "a b1", "b", "/act1/BiasGelu", MS)
    g.weight("w2", 8, 5), g.weight("b2", 5), g.node("FusedGemm", "b w2 b2", "c", "/fc2/FusedGemm", MS, activation="Relu")
    g.weight("w3", 5, 3), g.node("FusedMatMul", "c w3", "d", "/fc3/FusedMatMul", MS), g.node("Gelu", "d", "y", "/act3/Gelu", MS), g.output("y")

    # BERT after ONNX Runtime's transformer optimiser.
    g = new("optimised-bert", ms=1)
    g.input("input_ids", [-1, 4], T.INT32), g.input("segment_ids", [-1, 4], T.INT32), g.input("input_mask", [-1, 4], T.INT32)
    g.weight("word", 12, 8), g.weight("position", 4, 8), g.weight("segment", 2, 8), g.constant("g0", np.ones(8, np.float32)), g.constant("o0", np.zeros(8, np.float32))
    g.node("EmbedLayerNormalization", "input_ids segment_ids word position segment g0 o0 input_mask", "e index", "/embeddings/EmbedLayerNormalization", MS, epsilon=1e-12)
    x = "e"
    for i in (1, 2):
        s = f"/layer{i}"
        g.weight(f"q{i}", 8, 24), g.weight(f"qb{i}", 24), g.node("Attention", f"{x} q{i} qb{i} index", f"t{i}", f"{s}/attention/Attention", MS, num_heads=2)
        g.weight(f"p{i}", 8, 8), g.weight(f"pb{i}", 8), g.node("MatMul", f"t{i} p{i}", f"o{i}", f"{s}/attention/MatMul")
        g.constant(f"g{i}", np.ones(8, np.float32)), g.constant(f"h{i}", np.zeros(8, np.float32))
        g.node("SkipLayerNormalization", f"{x} o{i} g{i} h{i} pb{i}", f"n{i}", f"{s}/attention/SkipLayerNormalization", MS)
        g.weight(f"u{i}", 8, 12), g.weight(f"ub{i}", 12), g.node("MatMul", f"n{i} u{i}", f"m{i}", f"{s}/mlp/MatMul"), g.node("BiasGelu", f"m{i} ub{i}", f"a{i}", f"{s}/mlp/BiasGelu", MS)
        g.weight(f"d{i}", 12, 8), g.weight(f"db{i}", 8), g.node("MatMul", f"a{i} d{i}", f"v{i}", f"{s}/mlp/MatMul_1")
        x = g.node("SkipLayerNormalization", f"n{i} v{i} g{i} h{i} db{i}", f"x{i}", f"{s}/mlp/SkipLayerNormalization", MS)
    g.constant("first", np.int64(0)), g.node("Gather", f"{x} first", "c", "/pool/Gather", axis=1), g.dense("c", "y", 8, 2, "/classifier/Gemm"), g.output("y")

    g = new("unknown-domain", telepathy=1)
    g.input("x", [-1, 4]), g.dense("x", "a", 4, 4), g.node("Guess", "a", "y", domain="telepathy"), g.output("y")


def odd(new):
    g = new("einsum", opset=12)
    g.input("x", [-1, 4, 3]), g.weight("w", 3, 5), g.node("Einsum", "x w", "a", "/mix/Einsum", equation="bij,jk->bik"), g.node("Relu", "a", "r"), g.node("Flatten", "r", "f"), g.dense("f", "y", 20, 3, "/head/Gemm"), g.output("y")

    # A score for each pair of two inputs, without weights between them.
    g = new("two-tower-dot")
    g.input("user", [-1, 5]), g.input("item", [-1, 4]), g.dense("user", "u", 5, 6, "/user/Gemm"), g.dense("item", "i", 4, 6, "/item/Gemm")
    g.node("Mul", "u i", "m"), g.constant("axis", np.int64([1])), g.node("ReduceSum", "m axis", "y", keepdims=1), g.output("y")

    # The number of rows that come out depends on their values.
    g = new("detections")
    g.input("x", [-1, 6]), g.dense("x", "a", 6, 8, "/fc1/Gemm"), g.node("Relu", "a", "r"), g.dense("r", "scores", 8, 3, "/fc2/Gemm"), g.node("NonZero", "r", "kept"), g.output("scores"), g.output("kept", kind=T.INT64)

    g = new("only-indices")
    g.input("x", [-1, 6]), g.dense("x", "a", 6, 8, "/fc1/Gemm"), g.node("Relu", "a", "r"), g.node("NonZero", "r", "kept"), g.output("kept", kind=T.INT64)

    # The width of the result depends on the values: as many columns as the largest sample asks for.
    g = new("length-from-values")
    g.input("x", [-1, 6]), g.dense("x", "a", 6, 6, "/fc1/Gemm"), g.node("Relu", "a", "r"), g.node("ReduceMax", "r", "m", keepdims=0), g.constant("ten", np.float32(3)), g.node("Mul", "m ten", "m10")
    g.node("Cast", "m10", "n", to=T.INT64), g.constant("one", np.int64([1])), g.constant("zero", np.int64([0])), g.constant("shape1", np.int64([1])), g.node("Reshape", "n shape1", "n1"), g.node("Add", "n1 one", "e")
    g.node("Slice", "r zero e one", "y"), g.output("y")

    # The whole batch is one graph: rows are nodes that mix with each other over a matrix without a batch axis.
    g = new("graph-network")
    g.input("nodes", [7, 3]), g.input("adjacency", [7, 7]), g.weight("w", 3, 4), g.node("MatMul", "adjacency nodes", "a"), g.node("MatMul", "a w", "y", "/gcn/MatMul"), g.output("y")

    g = new("dropout-while-training")
    g.input("x", [-1, 6]), g.dense("x", "a", 6, 8, "/fc1/Gemm"), g.constant("ratio", np.float32(0.5)), g.constant("training", np.bool_(True)), g.node("Dropout", "a ratio training", "d", "/drop/Dropout"), g.dense("d", "y", 8, 3, "/fc2/Gemm"), g.output("y")

    g = new("sampled-tokens")
    g.input("x", [-1, 6]), g.dense("x", "a", 6, 8, "/fc1/Gemm"), g.node("Relu", "a", "r"), g.dense("r", "logits", 8, 3, "/fc2/Gemm"), g.node("Multinomial", "logits", "token", sample_size=1, dtype=T.INT64), g.output("token", kind=T.INT64)

    # A picture as bytes: the cast and the normalisation belong to the first layer.
    g = new("uint8-image")
    g.input("image", [-1, 6, 6, 1], T.UINT8), g.node("Cast", "image", "f", to=T.FLOAT), g.constant("s", np.float32(255)), g.node("Div", "f s", "d"), g.node("Transpose", "d", "t", perm=[0, 3, 1, 2])
    g.weight("k", 2, 1, 3, 3), g.node("Conv", "t k", "c", "/conv/Conv"), g.node("Relu", "c", "r"), g.node("Flatten", "r", "v"), g.dense("v", "y", 32, 3, "/fc/Gemm"), g.output("y")

    # Lengths beside padded sequences, as speech models take them.
    g = new("lstm-lengths")
    g.input("x", [-1, 4, 3]), g.input("lengths", [-1], T.INT32), g.node("Transpose", "x", "t", perm=[1, 0, 2]), g.weight("W", 1, 16, 3), g.weight("R", 1, 16, 4)
    g.node("LSTM", "t W R - lengths", "- h", "/rnn/LSTM", hidden_size=4), g.constant("axis", np.int64([0])), g.node("Squeeze", "h axis", "s"), g.dense("s", "y", 4, 2, "/head/Gemm"), g.output("y")

    g = new("layout-one", opset=14)
    g.input("x", [-1, 4, 3]), g.weight("W", 1, 5, 3), g.weight("R", 1, 5, 5), g.node("RNN", "x W R", "- h", "/rnn/RNN", hidden_size=5, layout=1), g.constant("axis", np.int64([1])), g.node("Squeeze", "h axis", "s"), g.dense("s", "y", 5, 2, "/head/Gemm"), g.output("y")

    g = new("batch-last")
    g.inputs.append(h.make_tensor_value_info("x", T.FLOAT, [6, "batch"])), g.weight("w", 4, 6), g.node("MatMul", "w x", "a"), g.node("Relu", "a", "r"), g.weight("v", 3, 4), g.node("MatMul", "v r", "y"), g.output("y")

    g = new("mean-over-batch")
    g.input("x", [-1, 4]), g.dense("x", "a", 4, 3), g.node("ReduceMean", "a", "y", axes=[0], keepdims=0), g.output("y")

    g = new("complex")
    g.input("x", [-1, 4], T.COMPLEX64), g.node("Identity", "x", "y"), g.output("y", kind=T.COMPLEX64)

    g = new("scalar-input")
    g.input("x", []), g.constant("two", np.float32(2)), g.node("Mul", "x two", "y"), g.output("y")

    # One number beside the samples, as the sampling rate of a speech model.
    g = new("sampling-rate")
    g.input("x", [-1, 6]), g.inputs.append(h.make_tensor_value_info("rate", T.INT64, [])), g.constant("usual", np.float32(16000)), g.node("Cast", "rate", "r", to=T.FLOAT), g.node("Div", "r usual", "f"), g.node("Add", "x f", "m")
    g.dense("m", "a", 6, 5, "/fc1/Gemm"), g.node("Relu", "a", "b"), g.dense("b", "y", 5, 2, "/fc2/Gemm"), g.output("y")

    g = new("text")
    g.input("words", [-1, 3], T.STRING), g.node("StringNormalizer", "words", "y"), g.output("y", kind=T.STRING)

    # A decoder step: what was computed for earlier tokens comes in and goes out.
    g = new("kv-cache")
    g.input("x", [-1, 1, 4]), g.input("past", [-1, 3, 4]), g.weight("wk", 4, 4), g.weight("wq", 4, 4), g.node("MatMul", "x wk", "k", "/attention/key/MatMul"), g.node("Concat", "past k", "present", axis=1)
    g.node("MatMul", "x wq", "q", "/attention/query/MatMul"), g.node("Transpose", "present", "pt", perm=[0, 2, 1]), g.node("MatMul", "q pt", "s"), g.node("Softmax", "s", "p", axis=-1), g.node("MatMul", "p present", "o")
    g.node("Add", "o x", "z"), g.node("Flatten", "z", "f"), g.dense("f", "y", 4, 3, "/head/Gemm"), g.output("y", "present")


def external(folder):
    import os
    g = Graph("external-data")
    g.input("x", [-1, 6]), g.dense("x", "a", 6, 40, "/fc1/Gemm"), g.node("Relu", "a", "r"), g.dense("r", "y", 40, 3, "/fc2/Gemm"), g.output("y")
    path = f"{folder}/external-data.onnx"
    if os.path.exists(f"{folder}/external-data.weights"):
        os.remove(f"{folder}/external-data.weights")
    onnx.save_model(g.model(), path, save_as_external_data=True, all_tensors_to_one_file=True, location="external-data.weights", size_threshold=64)
