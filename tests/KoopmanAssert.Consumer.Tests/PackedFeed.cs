using System.Runtime.InteropServices;
using System.Xml.Linq;
using NUnit.Framework;

// Each has projects and folders of its own, and its processes leave a core idle most of the time.
[assembly: Parallelizable(ParallelScope.Fixtures)]

namespace KoopmanAssert;

/// <summary>The packages as `dotnet pack` makes them, in a folder of this run; made once, when a test asks for them.</summary>
[SetUpFixture]
internal sealed class PackedFeed
{
    private static readonly Lazy<string> All = new(PackAll);
    private static readonly Lazy<string> Built = new(PackBuilt);
    private static DirectoryInfo s_folder = null!;
    private static int s_folders;

    /// <summary>The folder of the feed: the README's command is run for it.</summary>
    public static string Path => All.Value;

    /// <summary>
    /// The folder of a feed with the packages of NUnit and the library alone, from the assemblies that were built before this test: it
    /// takes seconds.
    /// </summary>
    public static string BuiltPath => Built.Value;

    /// <summary>Where restored packages go, shared by the consumers of this run.</summary>
    public static string RestoredPackages => Below("restored");

    /// <summary>The version of the packages: no cache has ever seen it.</summary>
    public static string Version { get; } = $"0.1.0-test{DateTime.UtcNow:yyyyMMddHHmmss}{Environment.ProcessId}";

    /// <summary>Whether this machine has a C linker, so that the tool for its platform is packed as machine code.</summary>
    public static bool IsMachineCode { get; } = OperatingSystem.IsLinux() && RuntimeInformation.OSArchitecture == Architecture.X64
        && (File.Exists("/usr/bin/clang") || File.Exists("/usr/bin/gcc"));

    /// <summary>The environment in which the sources are built once more: the build of the solution has held their style already.</summary>
    public static IReadOnlyDictionary<string, string> SourceBuild { get; } = new Dictionary<string, string> { ["RunAnalyzers"] = "false" };

    /// <summary>The packages folder of this machine, read so that nothing big is restored twice; null where there is none.</summary>
    public static string? MachinePackages { get; } = FindMachinePackages();

    /// <summary>A new folder outside the repository, with a space and letters beyond ASCII in its path, which no other test has.</summary>
    public static string NewFolder(string name) => Directory.CreateDirectory(
        Below(System.IO.Path.Combine("Prüf stand 検査", $"{Interlocked.Increment(ref s_folders)}", name))).FullName;

    /// <summary>The folder of the native library in a restored package of ONNX Runtime, on Linux x64.</summary>
    /// <param name="version">The version of the package.</param>
    /// <param name="suffix">What follows <c>Microsoft.ML.OnnxRuntime</c> in its name.</param>
    public static string OnnxRuntime(string version, string suffix = "") => new[] { RestoredPackages, MachinePackages }.OfType<string>()
        .Select(packages => System.IO.Path.Combine(
            packages, $"microsoft.ml.onnxruntime{suffix}".ToLowerInvariant(), version, "runtimes", "linux-x64", "native"))
        .First(Directory.Exists);

    /// <summary>Lets a folder take the packages from the feed, or from another, with the SDK of the repository.</summary>
    public static void Configure(string folder, string? feed = null)
    {
        File.Copy(Repository.At("global.json"), System.IO.Path.Combine(folder, "global.json"));
        new XElement("configuration",
            new XElement("packageSources", Add("packed", feed ?? Path)),
            new XElement("fallbackPackageFolders", MachinePackages is { } machine
                ? Add("machine", machine)
                : null)).Save(System.IO.Path.Combine(folder, "nuget.config"));
    }

    [OneTimeSetUp]
    public void CreateFolder() => s_folder = Directory.CreateTempSubdirectory("koopman-consumers-");

    [OneTimeTearDown]
    public void Delete() => s_folder.Delete(recursive: true);

    // Everything goes to a folder of its own, so that the sources' bin and obj stay as they are.
    private static string PackAll() => Pack("feed", [.. Readme.Command("dotnet pack"), "--artifacts-path", Below("artifacts")]);

    private static string PackBuilt()
    {
        string configuration = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;
        _ = Pack("built", ["dotnet", "pack", "src/KoopmanAssert", "--no-build", "-c", configuration]);
        return Pack("built", ["dotnet", "pack", "src/KoopmanAssert.NUnit", "--no-build", "-c", configuration]);
    }

    private static string Pack(string feed, string[] command)
    {
        CommandLine.Run(
            Repository.Root,
            SourceBuild,
            [.. command, $"-p:VersionSuffix={Version["0.1.0-".Length..]}", $"-p:PackageOutputPath={Below(feed)}"]).Expect(0);
        return Below(feed);
    }

    private static XElement Add(string key, string value) => new("add", new XAttribute("key", key), new XAttribute("value", value));

    private static string Below(string name) => System.IO.Path.Combine(s_folder.FullName, name);

    private static string? FindMachinePackages()
    {
        string packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? System.IO.Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return Directory.Exists(packages) ? packages : null;
    }
}
