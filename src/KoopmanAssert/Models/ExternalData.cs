using KoopmanAssert.Core.Files;
using KoopmanAssert.Core.Models.Onnx;
using static KoopmanAssert.Core.Models.Onnx.TensorProto.Types;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// The files beside a model that hold its large weights. They must be in the folder of the model or below it, or, where the model is a link,
/// in the folder of the file that it leads to: caches of models keep files under other names elsewhere and link to them.
/// </summary>
internal static class ExternalData
{
    private const string LocationKey = "location";

    /// <summary>Checks every reference to external data.</summary>
    /// <remarks>
    /// Where the folder of the model only holds links to other folders, the references are replaced by those to the real files, relative to
    /// the folder of the real model: ONNX Runtime refuses a link that leads out of the folder of the model.
    /// </remarks>
    /// <exception cref="ModelException">KOOP2004 when a file is missing, too short, or outside the model's folder.</exception>
    public static ExternalFiles Verify(string modelPath, ModelProto proto)
    {
        TensorProto[] tensors = [.. Tensors(proto).Where(t => t.DataLocation == DataLocation.External)];
        string folder = Path.GetDirectoryName(Path.GetFullPath(modelPath))!;
        string root = Resolve(folder) ?? folder, real = RealFolder(modelPath) ?? root;
        if (real != root && tensors.Length > 0 && !Array.Exists(tensors, t => Exists(folder, Location(t))))
        {
            folder = root = real; // the model alone is a link
        }

        string[] files = [.. tensors.Select(t => Locate(modelPath, folder, [root, real], t))];
        if (!Array.TrueForAll(files, file => IsBelow(file, root)))
        {
            foreach ((TensorProto tensor, string file) in tensors.Zip(files))
            {
                tensor.ExternalData.First(e => e.Key == LocationKey).Value = IsBelow(file, real)
                    ? Path.GetRelativePath(real, file).Replace(Path.DirectorySeparatorChar, '/')
                    : throw Refused(modelPath, tensor, $"is kept in '{Location(tensor)}', outside the folder of the other files.");
            }

            folder = real;
        }

        return new ExternalFiles(folder, [.. new SortedSet<string>(files, StringComparer.Ordinal)]);
    }

    /// <summary>Refuses a model in memory that keeps weights in files: nothing says beside which file they are.</summary>
    /// <exception cref="ModelException">KOOP2004.</exception>
    public static ExternalFiles Refuse(string name, ModelProto proto) =>
        Tensors(proto).FirstOrDefault(t => t.DataLocation == DataLocation.External) is { } tensor
            ? throw new ModelException(
                DiagnosticCodes.ExternalData,
                name,
                $"cannot be used: its weight '{tensor.Name}' is kept in the file '{Location(tensor)}', and a model in memory has no folder.",
                "Analyse the model's file, or export the model in one piece.")
            : new ExternalFiles(AppContext.BaseDirectory, []);

    /// <summary>Reads the bytes of one external tensor, which <see cref="Verify"/> has accepted.</summary>
    public static byte[] Read(OnnxModel model, TensorProto tensor)
    {
        using FileStream file = File.OpenRead(Path.Combine(model.Folder, Location(tensor)));
        long offset = Number(model.Path, tensor, "offset") ?? 0;
        long length = Number(model.Path, tensor, "length") ?? file.Length - offset;
        byte[] bytes = new byte[checked((int)length)];
        file.Position = offset;
        file.ReadExactly(bytes);
        return bytes;
    }

    /// <summary>The bytes of a tensor, in the model or in a file beside it.</summary>
    public static long SizeOf(TensorProto tensor) =>
        tensor.DataLocation == DataLocation.External ? (long)SizeByShape(tensor) : tensor.CalculateSize();

    private static string Locate(string modelPath, string folder, string[] roots, TensorProto tensor)
    {
        string location = Location(tensor);
        if (location.Length == 0 || location.Contains('\0') || Path.IsPathRooted(location))
        {
            throw Refused(modelPath, tensor, $"names '{location}', which is not a path below the model's folder.");
        }

        string path = Path.Combine(folder, location);
        string real = Resolve(path) ?? throw Refused(modelPath, tensor, $"is kept in '{location}', which does not exist.");
        if (!IsBelow(Path.GetFullPath(path), folder) || !Array.Exists(roots, root => IsBelow(real, root)))
        {
            throw Refused(modelPath, tensor, $"is kept in '{location}', outside the model's folder.");
        }

        if (Directory.Exists(real))
        {
            throw Refused(modelPath, tensor, $"is kept in '{location}', which is a folder.");
        }

        if (FileHints.IsLfsPointer(real))
        {
            throw new ModelException(DiagnosticCodes.ExternalData, modelPath,
                $"cannot be used: its weight '{tensor.Name}' is kept in '{location}', which {FileHints.LfsPointer}.", FileHints.LfsWayOut);
        }

        long size = RegularFile.Length(real) ?? 0;
        if (size == 0)
        {
            throw Refused(modelPath, tensor, $"is kept in '{location}', which {RegularFile.Empty}.");
        }

        long offset = Number(modelPath, tensor, "offset") ?? 0;
        double length = Number(modelPath, tensor, "length") ?? SizeByShape(tensor);
        if (offset < 0 || length < 0 || offset > size || length > size - offset)
        {
            throw Refused(modelPath, tensor, $"lies beyond the end of '{location}'.");
        }

        return real;
    }

    private static string Location(TensorProto tensor) => tensor.ExternalData.FirstOrDefault(e => e.Key == LocationKey)?.Value ?? "";

    private static bool Exists(string folder, string location) =>
        location.Length > 0 && !location.Contains('\0', StringComparison.Ordinal) && !Path.IsPathRooted(location)
        && File.Exists(Path.Combine(folder, location));

    /// <summary>The folder of the file that the path of a model leads to; null if there is none.</summary>
    private static string? RealFolder(string modelPath) => Path.GetDirectoryName(Resolve(Path.GetFullPath(modelPath)));

    /// <summary>The bytes of a tensor by its shape; 0 for types that are packed or unknown.</summary>
    private static double SizeByShape(TensorProto tensor)
    {
        double width = (DataType)tensor.DataType switch
        {
            DataType.Double or DataType.Int64 or DataType.Uint64 => 8,
            DataType.Float or DataType.Int32 or DataType.Uint32 => 4,
            DataType.Float16 or DataType.Bfloat16 or DataType.Int16 or DataType.Uint16 => 2,
            DataType.Int8 or DataType.Uint8 or DataType.Bool => 1,
            _ => 0,
        };
        return tensor.Dims.Aggregate(width, (bytes, dim) => bytes * dim);
    }

    /// <summary>The path with all links resolved, including those in the targets of links; null when it does not exist.</summary>
    private static string? Resolve(string path)
    {
        const int MaxLinks = 40; // more links are taken for a cycle
        string current = Path.GetPathRoot(path)!;
        var parts = new Stack<string>(Parts(path[current.Length..]));
        for (int links = 0; parts.TryPop(out string? part);)
        {
            string next = part == ".." ? Path.GetDirectoryName(current) ?? current : Path.Combine(current, part);
            FileSystemInfo entry = Directory.Exists(next) ? new DirectoryInfo(next) : new FileInfo(next);
            if (!entry.Exists && entry.LinkTarget is null)
            {
                return null;
            }

            if (part == ".." || entry.LinkTarget is not { } target)
            {
                current = next;
            }
            else if (++links <= MaxLinks)
            {
                string root = Path.IsPathRooted(target) ? Path.GetPathRoot(target)! : "";
                current = root.Length > 0 ? root : current;
                Array.ForEach(Parts(target[root.Length..]), parts.Push);
            }
            else
            {
                return null;
            }
        }

        return current;
    }

    /// <summary>The names in a path, last first.</summary>
    private static string[] Parts(string path)
    {
        char[] separators = [Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar];
        string[] parts = [.. path.Split(separators, StringSplitOptions.RemoveEmptyEntries).Where(p => p != ".")];
        Array.Reverse(parts);
        return parts;
    }

    private static bool IsBelow(string path, string folder) =>
        path.StartsWith(folder.TrimEnd(Path.DirectorySeparatorChar) + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private static long? Number(string modelPath, TensorProto tensor, string key)
    {
        string? text = tensor.ExternalData.FirstOrDefault(e => e.Key == key)?.Value;
        return text is null ? null
            : long.TryParse(text, out long number) ? number
            : throw Refused(modelPath, tensor, $"has the {key} '{text}', which is not a number.");
    }

    private static IEnumerable<TensorProto> Tensors(ModelProto proto) =>
        Tensors(proto.Graph).Concat(proto.Functions.SelectMany(f => f.Node).SelectMany(Tensors));

    private static IEnumerable<TensorProto> Tensors(GraphProto graph) =>
        graph.Initializer.Concat(graph.Node.SelectMany(Tensors));

    private static IEnumerable<TensorProto> Tensors(NodeProto node) =>
        node.Attribute.SelectMany(a => a.Tensors
            .Concat(a.T is null ? [] : [a.T])
            .Concat(a.G is null ? [] : Tensors(a.G))
            .Concat(a.Graphs.SelectMany(Tensors)));

    private static ModelException Refused(string modelPath, TensorProto tensor, string problem) =>
        new(DiagnosticCodes.ExternalData, modelPath, $"cannot be used: its weight '{tensor.Name}' {problem}",
            "Keep the external data files in the folder of the .onnx file that they were exported with.");
}

/// <summary>The files beside a model that hold weights of it.</summary>
/// <param name="Folder">The folder that their locations are relative to.</param>
/// <param name="Paths">Their full paths, without links, sorted, each once.</param>
internal sealed record ExternalFiles(string Folder, IReadOnlyList<string> Paths);
