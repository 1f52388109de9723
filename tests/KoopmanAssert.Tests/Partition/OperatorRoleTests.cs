using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using KoopmanAssert.Core.Partition;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What each operator is in a layer: its core, attached to the layer before it, or free to belong to either neighbour.</summary>
[TestFixture]
internal sealed class OperatorRoleTests
{
    private const string Microsoft = "com.microsoft", MachineLearning = "ai.onnx.ml";

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    [TestCase("Flatten Reshape Transpose Squeeze Unsqueeze Identity Cast Dropout Gather Slice Split Pad Expand Tile DepthToSpace "
        + "SpaceToDepth GlobalAveragePool GlobalMaxPool GlobalLpPool ReduceMean ReduceMax ReduceMin ReduceSum ReduceL1 ReduceL2", true)]
    [TestCase("Relu Sigmoid Softmax Add Mul Conv MaxPool BatchNormalization Concat Clip ReduceProd ArgMax", false)]
    public void Layout_selections_and_means_over_positions_are_free(string operators, bool isFree)
    {
        foreach (string op in operators.Split(' '))
        {
            LayerRoles.IsFree(Node(op).Node).Should().Be(isFree, op);
            LayerRoles.IsFree(Node(op, Microsoft).Node).Should().BeFalse($"{op} of another domain may be anything");
            Role(op).Should().Be(isFree ? LayerRole.Free : op is "Conv" or "MaxPool" ? LayerRole.Core : LayerRole.Attached, op);
        }
    }

    [Test]
    public void What_is_free_beside_an_activation_is_attached_as_a_whole() =>
        LayerRoles.Classify(Node("Relu").Graph, null!, null!, [Node("Reshape").Node, Node("Relu").Node], PartitionRule.InsideBranches).Role
            .Should().Be(LayerRole.Attached);

    [TestCase("MaxPool AveragePool LpPool MaxRoiPool RoiAlign", "pool")]
    [TestCase("MaxUnpool", "unpool")]
    [TestCase("Resize Upsample", "resize")]
    [TestCase("If", "if")]
    [TestCase("Loop", "loop")]
    [TestCase("Scan", "scan")]
    [TestCase("Relu Add Softmax Reshape GlobalAveragePool Gather", null)]
    public void Operators_without_weights_that_form_a_layer(string operators, string? kind) => AreOfKind(operators, "", kind);

    [TestCase("Attention MultiHeadAttention QAttention GroupQueryAttention PackedAttention DecoderMaskedMultiHeadAttention "
        + "LongformerAttention", "attention")]
    [TestCase("EmbedLayerNormalization QEmbedLayerNormalization", "embed")]
    [TestCase("QLinearAveragePool QLinearGlobalAveragePool", "pool")]
    [TestCase("FusedConv QLinearConv", "conv")]
    [TestCase("FusedMatMul QGemm MatMulNBits", "fc")]
    [TestCase("MyLayer", "mylayer")]
    [TestCase("Gelu BiasGelu FastGelu QuickGelu BiasAdd BiasDropout BiasSoftmax BiasSplitGelu QLinearAdd QLinearMul QLinearSigmoid "
        + "QLinearLeakyRelu QLinearSoftmax QLinearConcat QuantizeLinear DequantizeLinear DynamicQuantizeLinear LayerNormalization "
        + "SimplifiedLayerNormalization SkipLayerNormalization SkipSimplifiedLayerNormalization GroupNorm SkipGroupNorm Inverse Trilu "
        + "Unique ComplexMul", null)]
    public void Operators_of_the_runtime(string operators, string? kind) => AreOfKind(operators, Microsoft, kind);

    [TestCase("TreeEnsembleClassifier TreeEnsembleRegressor TreeEnsemble", "trees")]
    [TestCase("LinearClassifier LinearRegressor", "linear")]
    [TestCase("SVMClassifier SVMRegressor", "svm")]
    [TestCase("Scaler Normalizer Imputer Binarizer FeatureVectorizer ArrayFeatureExtractor CastMap ZipMap LabelEncoder OneHotEncoder "
        + "CategoryMapper DictVectorizer", null)]
    public void Operators_of_classical_models(string operators, string? kind) => AreOfKind(operators, MachineLearning, kind);

    // A function of the model with weights is a layer; without, an activation. Of another domain or name it is any operator.
    [TestCase("own", "Block", true, "block")]
    [TestCase("own", "Block", false, null)]
    [TestCase("other", "Block", false, "block")]
    [TestCase("own", "Other", false, "block")]
    public void Functions_of_the_model(string domain, string name, bool hasWeights, string? kind)
    {
        (ModelGraph graph, GraphNode node) = Node(
            "Block", "own", hasWeights, model => model.Functions.Add(new FunctionProto { Domain = domain, Name = name }));
        LayerRoles.CoreKind(graph, node).Should().Be(kind);
    }

    [TestCase("Add Sum QLinearAdd SkipLayerNormalization SkipSimplifiedLayerNormalization", true)]
    [TestCase("Mul Concat Sub LayerNormalization", false)]
    public void What_ends_a_residual_module(string operators, bool does) =>
        operators.Split(' ').Should().OnlyContain(op => LayerRoles.JoinsResidual(Node(op).Node) == does);

    [TestCase("MaxPool AveragePool LpPool SpaceToDepth", true)]
    [TestCase("Conv QLinearConv ConvInteger FusedConv Relu Resize", false)]
    public void What_lowers_the_resolution(string operators, bool does) =>
        operators.Split(' ').Should().OnlyContain(op => LayerRoles.LowersResolution(Node(op).Node) == does);

    [TestCase("Conv QLinearConv ConvInteger FusedConv", 2, true)]
    [TestCase("Conv QLinearConv ConvInteger FusedConv", 1, false)]
    [TestCase("ConvTranspose Relu", 2, false)]
    public void A_convolution_with_a_stride_lowers_it(string operators, long stride, bool does)
    {
        foreach (string op in operators.Split(' '))
        {
            GraphNode node = Node(op).Node;
            node.Proto.Attribute.Add(new AttributeProto { Name = "pads", Ints = { 5, 5 } });
            node.Proto.Attribute.Add(new AttributeProto { Name = "strides", Ints = { 1, stride } });
            LayerRoles.LowersResolution(node).Should().Be(does, op);
        }
    }

    [TestCase("Resize Upsample ConvTranspose MaxUnpool DepthToSpace", true)]
    [TestCase("Conv MaxPool SpaceToDepth", false)]
    public void What_raises_the_resolution(string operators, bool does) =>
        operators.Split(' ').Should().OnlyContain(op => LayerRoles.RaisesResolution(Node(op).Node) == does);

    [TestCase("RandomNormalLike", true)]
    [TestCase("RandomUniformLike", true)]
    [TestCase("RandomNormal", true)]
    [TestCase("RandomUniform", true)]
    [TestCase("Multinomial", true)]
    [TestCase("Bernoulli", true)]
    [TestCase("Relu", false)]
    [TestCase("Dropout", false)]
    public void An_operator_that_draws_random_numbers_is_refused_where_the_output_depends_on_it(string op, bool draws)
    {
        ModelGraph graph = Node(op).Graph;
        Action reject = () => RandomOperators.Reject(graph, ["y"]);
        if (draws)
        {
            ModelException fault = reject.Should().Throw<ModelException>().Which;
            fault.Code.Should().Be(DiagnosticCodes.DrawsRandomNumbers);
            fault.Message.Should().Contain($"generates random numbers in its operator {op} 'node', so every run gives a different result");
        }
        else
        {
            reject.Should().NotThrow();
        }

        FluentActions.Invoking(() => RandomOperators.Reject(graph, ["x"])).Should().NotThrow("the input does not depend on it");
    }

    // Dropout draws if its third input is not false and its ratio is not 0: either may be a weight or come from an operator.
    [TestCase("", false)]
    [TestCase("half", false)]
    [TestCase("half on", true)]
    [TestCase("half off", false)]
    [TestCase("zero on", false)]
    [TestCase(" on", true)]
    [TestCase("zero16 on", false)]
    [TestCase("half raw_on", true)]
    [TestCase("half raw_off", false)]
    [TestCase("half node_on", true)]
    [TestCase("half node_off", false)]
    [TestCase("half x", true)]
    [TestCase("half ", false)]
    [TestCase("nothing on", false)]
    [TestCase("listed on", true)]
    [TestCase("listed64 on", true)]
    public void Dropout_draws_in_training_alone(string inputs, bool draws)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4])
            .Constant("half", [], 0.5f).Constant("zero", [], 0f).Constant("zero16", [], (Half)0)
            .Constant("raw_on", [], true).Constant("raw_off", [], false);
        network.Graph.Initializer.Add(Listed("on", TensorProto.Types.DataType.Bool, t => t.Int32Data.Add(1)));
        network.Graph.Initializer.Add(Listed("off", TensorProto.Types.DataType.Bool, t => t.Int32Data.Add(0)));
        network.Graph.Initializer.Add(Listed("listed", TensorProto.Types.DataType.Float, t => t.FloatData.Add(0.5f)));
        network.Graph.Initializer.Add(Listed("listed64", TensorProto.Types.DataType.Double, t => t.DoubleData.Add(0.5)));
        network.Graph.Initializer.Add(Listed("nothing", TensorProto.Types.DataType.Double, t => t.DoubleData.Add(0)));
        foreach (string value in (string[])["on", "off"])
        {
            TensorProto tensor = network.Graph.Initializer.Single(t => t.Name == value).Clone();
            network.Node("Constant", "", $"node_{value}", "", ("value", tensor));
        }

        var dropout = new NodeProto { OpType = "Dropout" };
        dropout.Input.AddRange(["x", .. inputs.Length == 0 ? [] : inputs.Split(' ')]);
        dropout.Output.Add("y");
        network.Graph.Node.Add(dropout);
        var graph = new ModelGraph(_folder.Load(network.Output("y").Model), []);
        Action reject = () => RandomOperators.Reject(graph, ["y"]);
        if (draws)
        {
            reject.Should().Throw<ModelException>().WithMessage("*in its operator Dropout, so every run*");
        }
        else
        {
            reject.Should().NotThrow();
        }
    }

    private static TensorProto Listed(string name, TensorProto.Types.DataType type, Action<TensorProto> add)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)type };
        add(tensor);
        return tensor;
    }

    private void AreOfKind(string operators, string domain, string? kind)
    {
        foreach (string op in operators.Split(' '))
        {
            (ModelGraph graph, GraphNode node) = Node(op, domain);
            LayerRoles.CoreKind(graph, node).Should().Be(kind, op);
        }
    }

    private LayerRole Role(string op)
    {
        (ModelGraph graph, GraphNode node) = Node(op, hasWeights: op == "Conv");
        return LayerRoles.Classify(graph, null!, null!, [node], PartitionRule.InsideBranches).Role;
    }

    // A network of that operator alone, of the samples and, on request, a weight.
    private (ModelGraph Graph, GraphNode Node) Node(
        string op, string domain = "", bool hasWeights = false, Action<ModelProto>? change = null)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 4]).Weight("w", 4, 4)
            .Node(op, hasWeights ? "x w" : "x", "y", "node").Output("y");
        network.Graph.Node[0].Domain = domain;
        change?.Invoke(network.Model);
        var graph = new ModelGraph(_folder.Load(network.Model), []);
        return (graph, graph.Nodes.Single(n => n.Op == op));
    }
}
