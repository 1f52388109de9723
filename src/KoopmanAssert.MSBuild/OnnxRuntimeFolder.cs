using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;

namespace KoopmanAssert;

/// <summary>Finds the native library of ONNX Runtime among the packages that a project has restored.</summary>
/// <remarks>
/// The package of this task depends on that of ONNX Runtime, whose files are used where they lie and are not copied to the project's
/// output. A project that names another version, or a package for GPUs, has its model checked by the library that it will run on.
/// </remarks>
internal static class OnnxRuntimeFolder
{
    private const string Cpu = "Microsoft.ML.OnnxRuntime";

    private static readonly string[] Names = ["libonnxruntime.so", "onnxruntime.dll", "libonnxruntime.dylib"];

    private static readonly DataContractJsonSerializer Reader
        = new(typeof(Assets), new DataContractJsonSerializerSettings { UseSimpleDictionaryFormat = true });

    /// <summary>The folder with the library for a platform; null if no restored package has one.</summary>
    /// <param name="assetsFile">The file in which a restore lists the packages of a project.</param>
    /// <param name="platform">The platform as a runtime identifier, for example <c>linux-x64</c>.</param>
    public static string? Find(string assetsFile, string platform)
    {
        if (!File.Exists(assetsFile))
        {
            return null;
        }

        using FileStream file = File.OpenRead(assetsFile);
        var assets = (Assets)Reader.ReadObject(file);
        string folder = $"runtimes/{platform}/native";
        return assets.Libraries.OrderBy(library => library.Key.StartsWith($"{Cpu}/", StringComparison.OrdinalIgnoreCase))
            .Where(library => library.Value.Files.Intersect(Names.Select(name => $"{folder}/{name}")).Any())
            .SelectMany(library => assets.Folders.Keys.Select(packages => Path.Combine(packages, library.Value.Path, folder)))
            .FirstOrDefault(Directory.Exists);
    }

    [DataContract]
    private sealed class Assets
    {
        [DataMember(Name = "libraries")]
        public Dictionary<string, Library> Libraries { get; private set; } = [];

        [DataMember(Name = "packageFolders")]
        public Dictionary<string, Nothing> Folders { get; private set; } = [];
    }

    [DataContract]
    private sealed class Library
    {
        [DataMember(Name = "path")]
        public string Path { get; private set; } = "";

        [DataMember(Name = "files")]
        private string[]? Listed { get; set; }

        public string[] Files => Listed ?? [];
    }

    [DataContract]
    private sealed class Nothing;
}
