using FluentAssertions;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;
using NUnit.Framework;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert;

[TestFixture]
internal sealed class WeightTensorTests
{
    // Exact in every one of the float types.
    private static readonly double[] Values = [1, -2.5, 0.15625, 0, 96, -0.5];
    private static readonly ushort[] BFloat16 = [0x3F80, 0xC020, 0x3E20, 0x0000, 0x42C0, 0xBF00];

    private ModelFolder _folder = null!;

    [SetUp]
    public void SetUp() => _folder = new ModelFolder();

    [TearDown]
    public void TearDown() => _folder.Dispose();

    private static IEnumerable<TestCaseData> Raw()
    {
        yield return new TestCaseData(DataType.Float, Tests.SampleFiles.Bytes([.. Values.Select(v => (float)v)])).SetArgDisplayNames(
            "float");
        yield return new TestCaseData(DataType.Double, Tests.SampleFiles.Bytes(Values)).SetArgDisplayNames("double");
        yield return new TestCaseData(DataType.Float16, Tests.SampleFiles.Bytes([.. Values.Select(v => (Half)v)])).SetArgDisplayNames(
            "float16");
        yield return new TestCaseData(DataType.Bfloat16, Tests.SampleFiles.Bytes(BFloat16)).SetArgDisplayNames("bfloat16");
    }

    [TestCaseSource(nameof(Raw))]
    public void Every_float_type_is_read_from_raw_data(DataType type, byte[] raw) => Read(OfType(type, raw)).Should().Equal(Values);

    [TestCaseSource(nameof(Raw))]
    public void Every_float_type_is_read_from_a_file_beside_the_model(DataType type, byte[] raw)
    {
        _folder.Write([9, 9, 9, .. raw, 9], "weights.bin");
        Read(External(OfType(type, null), "weights.bin", offset: 3, length: raw.Length)).Should().Equal(Values);
    }

    [Test]
    public void Every_float_type_is_read_from_the_field_of_its_type()
    {
        TensorProto single = OfType(DataType.Float, null), doubles = OfType(DataType.Double, null), half = OfType(
            DataType.Float16,
            null), brain = OfType(DataType.Bfloat16, null);
        single.FloatData.AddRange(Values.Select(v => (float)v));
        doubles.DoubleData.AddRange(Values);
        half.Int32Data.AddRange(Values.Select(v => (int)BitConverter.HalfToUInt16Bits((Half)v)));
        brain.Int32Data.AddRange(BFloat16.Select(v => (int)v));
        new[] { single, doubles, half, brain }.Should().AllSatisfy(tensor => Read(tensor).Should().Equal(Values));
    }

    [Test]
    public void Quantised_values_are_read_from_raw_data_and_from_the_field_of_integers()
    {
        Read(OfType(DataType.Int8, [1, 0xFF, 0x80, 0, 3, 127])).Should().Equal(1, -1, -128, 0, 3, 127);
        Read(OfType(DataType.Uint8, [1, 0xFF, 0x80, 0, 3, 127])).Should().Equal(1, 255, 128, 0, 3, 127);
        Read(OfType(DataType.Int32, Tests.SampleFiles.Bytes(1, -70000, 3, 4, 5, 6))).Should().Equal(1, -70000, 3, 4, 5, 6);
        TensorProto field = OfType(DataType.Int8, null);
        field.Int32Data.AddRange([1, -1, -128, 0, 3, 127]);
        Read(field).Should().Equal(1, -1, -128, 0, 3, 127);
    }

    [Test]
    public void An_external_file_without_offset_and_length_is_the_tensor()
    {
        _folder.Write(Tests.SampleFiles.Bytes(Values), "weights.bin");
        Read(External(OfType(DataType.Double, null), "weights.bin")).Should().Equal(Values);
    }

    [TestCase(DataType.Int64)]
    [TestCase(DataType.Uint16)]
    [TestCase(DataType.String)]
    [TestCase(DataType.Complex64)]
    [TestCase(DataType.Undefined)]
    public void What_is_no_float_and_no_quantised_value_is_refused(DataType type)
    {
        Refused(OfType(type, [1, 2, 3, 4, 5, 6, 7, 8])).Problem.Should().Contain("'w'").And.Contain("not a float type");
        Refused(OfType(type, null)).Problem.Should().Contain("not a float type");
    }

    [TestCase(23)]
    [TestCase(25)]
    [TestCase(20)]
    [TestCase(28)]
    [TestCase(0)]
    public void Data_of_another_size_than_the_shape_asks_for_is_refused(int bytes) =>
        Refused(OfType(DataType.Float, new byte[bytes])).Problem.Should().Contain("'w'").And.Contain("its shape requires");

    [Test]
    public void A_shape_beyond_all_memory_is_refused()
    {
        TensorProto tensor = OfType(DataType.Float, new byte[8]);
        tensor.Dims.Clear();
        tensor.Dims.AddRange([long.MaxValue, long.MaxValue]);
        Refused(tensor).Problem.Should().Contain("its shape requires");
    }

    [Test]
    public void A_scalar_has_one_value_and_an_empty_tensor_none()
    {
        TensorProto scalar = OfType(DataType.Float, Tests.SampleFiles.Bytes(3f)), empty = OfType(DataType.Float, []);
        scalar.Dims.Clear();
        empty.Dims.Add(0);
        Read(scalar).Should().Equal(3);
        Read(empty).Should().BeEmpty();
    }

    private double[] Read(TensorProto tensor) => WeightTensor.Read(Model(tensor), tensor);

    private ModelException Refused(TensorProto tensor)
    {
        OnnxModel model = Model(tensor);
        ModelException fault = FluentActions.Invoking(() => WeightTensor.Read(model, tensor)).Should().Throw<ModelException>().Which;
        (fault.Code, fault.File).Should().Be((DiagnosticCodes.ModelUnreadable, model.Path));
        return fault;
    }

    private OnnxModel Model(TensorProto tensor)
    {
        NetworkProto network = new NetworkProto().Input("x", [-1, 2]).Node("Relu", "x", "y").Output("y");
        network.Graph.Initializer.Add(tensor);
        return _folder.Load(network.Model);
    }

    private static TensorProto OfType(DataType type, byte[]? raw)
    {
        TensorProto tensor = Tests.SampleFiles.Tensor(type, [2, 3], raw);
        tensor.Name = "w";
        return tensor;
    }

    internal static TensorProto External(TensorProto tensor, string location, long? offset = null, long? length = null)
    {
        tensor.DataLocation = DataLocation.External;
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
        tensor.ExternalData.AddRange(new[] { ("offset", offset), ("length", length) }.Where(e => e.Item2 is not null)
            .Select(e => new StringStringEntryProto { Key = e.Item1, Value = e.Item2.ToString() }));
        return tensor;
    }
}
