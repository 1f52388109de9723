using System.Security.Cryptography;
using Google.Protobuf;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Models.Onnx;

namespace KoopmanAssert.Core.Models;

/// <summary>An ONNX model read from a file: the graph, the hash of its content and the folder of its external data.</summary>
internal sealed class OnnxModel
{
    // Nearly the limit of protobuf for one message; larger models keep their weights in external data.
    private static readonly long MaxFileSize = Array.MaxLength;

    private readonly IReadOnlyDictionary<string, string> _same;
    private byte[]? _content; // of a model in memory

    private OnnxModel(
        string path, ModelFile file, string sha256, ExternalFiles external, IReadOnlyDictionary<string, string> same,
        IReadOnlyDictionary<string, bool> branches)
    {
        Bytes = file.Proto.CalculateSize() + external.Paths.Sum(file => new FileInfo(file).Length);
        Branches = branches;
        _same = same;
        Path = path;
        Folder = external.Folder;
        Proto = file.Proto;
        Weights = file.Weights;
        Sha256 = sha256;
        ExternalData = external.Paths;
    }

    /// <summary>The path that <see cref="Load"/> was called with, or what messages call a model in memory.</summary>
    public string Path { get; }

    /// <summary>Whether it comes from no file.</summary>
    public bool InMemory => _content is not null;

    /// <summary>The folder that external data is relative to.</summary>
    public string Folder { get; }

    /// <summary>
    /// The parsed model after <see cref="CanonicalRewrite"/> and <see cref="BatchFirstRewrite"/>; do not change it.
    /// </summary>
    public ModelProto Proto { get; }

    /// <summary>
    /// The branch in the place of each If that <see cref="Load"/> was told of: whether it is that of true, by the first result of the If.
    /// </summary>
    public IReadOnlyDictionary<string, bool> Branches { get; }

    /// <summary>Where its large weights are; null for a model in memory.</summary>
    public WeightMemory? Weights { get; }

    /// <summary>The graph of the model.</summary>
    public GraphProto Graph => Proto.Graph;

    /// <summary>The SHA-256 of the file and of its external data, if any, in lower-case hexadecimal.</summary>
    public string Sha256 { get; }

    /// <summary>The size of its files, which is nearly that of its weights.</summary>
    public long Bytes { get; }

    /// <summary>The full paths of the files that hold the model's external data.</summary>
    public IReadOnlyList<string> ExternalData { get; }

    /// <summary>Reads a model.</summary>
    /// <param name="path">The path.</param>
    /// <param name="branches">The branches that Ifs always take, see <see cref="BranchDecisions"/>; none when null.</param>
    /// <exception cref="ModelException">KOOP2001 missing, KOOP2002 not an ONNX model, KOOP2004 external data missing or outside the
    /// folder.</exception>
    public static OnnxModel Load(string path, IReadOnlyDictionary<string, bool>? branches = null)
    {
        ModelFile file = ReadFile(path);
        return Create(path, file, Models.ExternalData.Verify(path, file.Proto), branches);
    }

    /// <summary>Parses a model in memory.</summary>
    /// <param name="name">What messages call it.</param>
    /// <param name="bytes">What its file would hold.</param>
    /// <param name="branches">As for a file.</param>
    /// <exception cref="ModelException">KOOP2002 not an ONNX model, KOOP2004 weights in other files.</exception>
    public static OnnxModel Parse(string name, byte[] bytes, IReadOnlyDictionary<string, bool>? branches = null)
    {
        ModelFile content = Check(name, () => new ModelFile(ModelProto.Parser.ParseFrom(bytes), SHA256.HashData(bytes), Weights: null));
        OnnxModel model = Create(name, content, Models.ExternalData.Refuse(name, content.Proto), branches);
        model._content = bytes;
        return model;
    }

    /// <summary>The same model, read again with other branches in the place of its Ifs.</summary>
    /// <exception cref="ModelException">What <see cref="Load"/> and <see cref="Parse"/> throw.</exception>
    public OnnxModel With(IReadOnlyDictionary<string, bool> branches) =>
        _content is { } bytes ? Parse(Path, bytes, branches) : Load(Path, branches);

    private static OnnxModel Create(
        string path, ModelFile file, ExternalFiles external, IReadOnlyDictionary<string, bool>? branches)
    {
        ModelProto proto = file.Proto;
        BodyConstants.Hoist(proto.Graph);
        branches ??= new Dictionary<string, bool>();
        TakenBranches.Inline(proto.Graph, branches);
        IReadOnlyDictionary<string, string> same = CanonicalRewrite.Apply(proto);
        BatchFirstRewrite.Apply(proto.Graph);
        return new OnnxModel(path, file, Hash(file.Hash, external.Paths), external, same, branches);
    }

    /// <summary>The tensor that has the values of a tensor of the file: itself, unless the rewrite removed it.</summary>
    public string Canonical(string tensor) => _same.GetValueOrDefault(tensor, tensor);

    private static ModelFile ReadFile(string path)
    {
        try
        {
            if (Directory.Exists(path))
            {
                throw Missing(path, "is a folder, not a model.");
            }

            long? length = RegularFile.Length(path);
            if (length == 0)
            {
                throw Unreadable(path, $"{RegularFile.Empty}.");
            }

            if (length > MaxFileSize)
            {
                throw Unreadable(path, "is larger than the 2 GiB that an ONNX file can hold.", "Export it with external data.");
            }

            if (FileHints.IsLfsPointer(path))
            {
                throw Unreadable(path, $"{FileHints.LfsPointer}.", FileHints.LfsWayOut);
            }

            return Check(path, () => ModelFileReader.Read(path));
        }
        catch (Exception cause) when (cause is FileNotFoundException or DirectoryNotFoundException)
        {
            throw Missing(path, FileHints.Missing(path), cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Missing(path, $"cannot be opened: {PlainText.Said(cause)}.", cause);
        }
    }

    private static ModelFile Check(string path, Func<ModelFile> parse)
    {
        ModelFile file;
        try
        {
            file = parse(); // to the last byte, and nested 100 deep at most
        }
        catch (InvalidProtocolBufferException cause)
        {
            throw Unreadable(path, "is not an ONNX model, or is truncated.", cause: cause);
        }

        ModelProto proto = file.Proto;
        if (!proto.HasIrVersion)
        {
            throw Unreadable(path, "is not an ONNX model: it does not say which version of the format it has (ir_version).");
        }

        if (proto.Graph is null || proto.Graph.Node.Count == 0 || proto.Graph.Output.Count == 0)
        {
            throw Unreadable(path, "is not an ONNX model: it has no graph with operators and outputs.");
        }

        return GraphCheck.Problem(proto.Graph) is { } problem ? throw Unreadable(path, $"is malformed: {problem}") : file;
    }

    // Without external data this is the hash that `sha256sum` shows; with external data, the hash of all hashes.
    private static string Hash(byte[] hash, IReadOnlyList<string> external)
    {
        string own = Convert.ToHexStringLower(hash);
        if (external.Count == 0)
        {
            return own;
        }

        using var all = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        all.AppendData(System.Text.Encoding.ASCII.GetBytes(own));
        foreach (string file in external)
        {
            using FileStream content = File.OpenRead(file);
            all.AppendData(SHA256.HashData(content));
        }

        return Convert.ToHexStringLower(all.GetHashAndReset());
    }

    private static ModelException Missing(string path, string problem, Exception? cause = null) =>
        new(DiagnosticCodes.ModelMissing, path, problem, "Give the path of a readable .onnx file.", cause);

    private static ModelException Unreadable(
        string path,
        string problem,
        string wayOut = "Export the model again, or restore the file.",
        Exception? cause = null) =>
        new(DiagnosticCodes.ModelUnreadable, path, problem, wayOut, cause);
}
