using System.Diagnostics.CodeAnalysis;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert;

/// <summary>An ONNX model: a file, or bytes in memory. A path and a <c>byte[]</c> convert to it.</summary>
/// <remarks>
/// Immutable, so safe for concurrent use; two instances are equal only if they are the same. A file is read by each analysis anew, bytes are
/// copied once. A model in memory gives the same bits as its file.
/// </remarks>
public sealed class Model
{
    private readonly string? _path;
    private readonly byte[] _content;

    private Model(string? path, byte[] content) => (_path, _content) = (path, content);

    /// <summary>The model in a file.</summary>
    /// <param name="path">The path; in a test project, relative to the source folder of the project.</param>
    public static Model FromFile(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return new Model(path, []);
    }

    /// <summary>A model in memory, such as <c>MLContext.Model.ConvertToOnnx</c> writes to a stream.</summary>
    /// <param name="onnx">What its file would hold. It may not keep weights in other files (KOOP2004).</param>
    public static Model FromBytes(ReadOnlyMemory<byte> onnx) => new(null, onnx.ToArray());

    /// <summary>The same as <see cref="FromFile"/>.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "FromFile says what the text is.")]
    public static implicit operator Model(string path) => FromFile(path);

    /// <summary>The same as <see cref="FromBytes"/>.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "FromBytes is its name.")]
    public static implicit operator Model(byte[] onnx) => FromBytes(onnx);

    /// <summary>The inputs that need samples, in the order of the model: those from which an output is computed.</summary>
    /// <remarks>
    /// An exporter may leave more, such as the label that a pipeline of ML.NET was trained on. An analysis leaves them out if the samples
    /// have no array for them.
    /// </remarks>
    /// <param name="outputs">The outputs that count, as of the settings of an analysis; all when there are none.</param>
    /// <exception cref="ModelException">The model cannot be read (KOOP2001, KOOP2002, KOOP2004).</exception>
    public IReadOnlyList<ModelInput> NeededInputs(params IReadOnlyList<string> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        return [.. UnusedInputs.LeaveOut(Load(), [], [], outputs, _ => false).Inputs.Select(ModelInput.Create)];
    }

    /// <summary>The path, or that it is in memory.</summary>
    public override string ToString() => _path ?? FileIdentity.ModelInMemory;

    /// <summary>Reads and parses it.</summary>
    /// <exception cref="ModelException">KOOP2001 missing, KOOP2002 not an ONNX model, KOOP2004 external data missing or outside the
    /// folder.</exception>
    internal OnnxModel Load() => _path is null ? OnnxModel.Parse(FileIdentity.ModelInMemory, _content) : OnnxModel.Load(Located());

    /// <summary>The model at the path at which the file is; itself in memory.</summary>
    /// <exception cref="ModelException">KOOP2001: it is not there.</exception>
    internal Model Locate() => _path is null ? this : new Model(Located(), []);

    private string Located() => ProjectFile.Locate(_path!, problem => new ModelException(
        DiagnosticCodes.ModelMissing, _path!, problem, DiagnosticRule.Find(DiagnosticCodes.ModelMissing).WayOut));
}

/// <summary>An input of a model. Immutable; two inputs are equal when name, type and shape are.</summary>
/// <param name="Name">Its name, by which <see cref="Samples.FromInputs"/> finds it.</param>
/// <param name="Type">The element type as ONNX calls it, in lower case: <c>float</c>, <c>double</c>, <c>int64</c>, <c>bool</c>,
/// <c>string</c> and so on; empty if it is not a tensor.</param>
/// <param name="Shape">The shape as text, such as <c>[batch, 4]</c>: free axes by their name; empty if it is not stated.</param>
public sealed record ModelInput(string Name, string Type, string Shape)
{
    internal static ModelInput Create(ValueInfoProto input) => new(
        input.Name,
        input.Type?.TensorType is { } tensor ? $"{(TensorProto.Types.DataType)tensor.ElemType}".ToLowerInvariant() : "",
        input.Type?.TensorType?.Shape is null ? "" : InputSpec.ShapeText(input));
}
