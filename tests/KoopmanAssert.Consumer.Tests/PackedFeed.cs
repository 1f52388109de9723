using System.Xml.Linq;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The packages as `dotnet pack` makes them, in a folder of this run; made once.</summary>
[SetUpFixture]
internal sealed class PackedFeed
{
    private static DirectoryInfo s_folder = null!;

    /// <summary>The folder of the feed.</summary>
    public static string Path => Below("feed");

    /// <summary>Where restored packages go, shared by the consumers of this run.</summary>
    public static string RestoredPackages => Below("restored");

    /// <summary>The version of the packages: no cache has ever seen it.</summary>
    public static string Version { get; } = $"0.1.0-test{DateTime.UtcNow:yyyyMMddHHmmss}{Environment.ProcessId}";

    /// <summary>The environment in which the sources are built once more: the build of the solution has held their style already.</summary>
    public static IReadOnlyDictionary<string, string> SourceBuild { get; } = new Dictionary<string, string> { ["RunAnalyzers"] = "false" };

    /// <summary>The packages folder of this machine, read so that nothing big is restored twice; null where there is none.</summary>
    public static string? MachinePackages { get; } = FindMachinePackages();

    /// <summary>A new folder outside the repository, with a space and letters beyond ASCII in its path.</summary>
    public static string NewFolder(string name) => Directory.CreateDirectory(Below(System.IO.Path.Combine("Prüf stand 検査", name))).FullName;

    /// <summary>The folder of the native library in a restored package of ONNX Runtime, on Linux x64.</summary>
    /// <param name="version">The version of the package.</param>
    /// <param name="suffix">What follows <c>Microsoft.ML.OnnxRuntime</c> in its name.</param>
    public static string OnnxRuntime(string version, string suffix = "") => new[] { RestoredPackages, MachinePackages }.OfType<string>()
        .Select(packages => System.IO.Path.Combine(
            packages, $"microsoft.ml.onnxruntime{suffix}".ToLowerInvariant(), version, "runtimes", "linux-x64", "native"))
        .First(Directory.Exists);

    /// <summary>Lets a folder take the packages from the feed, with the SDK of the repository.</summary>
    public static void Configure(string folder)
    {
        File.Copy(Repository.At("global.json"), System.IO.Path.Combine(folder, "global.json"));
        new XElement("configuration",
            new XElement("packageSources", Add("packed", Path)),
            new XElement("fallbackPackageFolders", MachinePackages is { } machine
                ? Add("machine", machine)
                : null)).Save(System.IO.Path.Combine(folder, "nuget.config"));
    }

    [OneTimeSetUp]
    public void Pack()
    {
        s_folder = Directory.CreateTempSubdirectory("koopman-consumers-");
        // Everything goes to a folder of its own, so that the sources' bin and obj stay as they are.
        CommandLine.Run(
            Repository.Root,
            SourceBuild,
            [
                .. Readme.Command("dotnet pack"),
                "--artifacts-path", Below("artifacts"),
                $"-p:VersionSuffix={Version["0.1.0-".Length..]}",
                $"-p:PackageOutputPath={Path}",
            ]).Expect(0);
    }

    [OneTimeTearDown]
    public void Delete() => s_folder.Delete(recursive: true);

    private static XElement Add(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));

    private static string Below(string name) => System.IO.Path.Combine(s_folder.FullName, name);

    private static string? FindMachinePackages()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Directory.Exists(packages) ? packages : null;
    }
}
