using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The tool runs on the ONNX Runtime of the project, whichever package brings it.</summary>
[TestFixture]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class OnnxRuntimeFolderTests : IDisposable
{
    private const string Cpu = "microsoft.ml.onnxruntime/1.30.0";
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("koopman-assets-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Test]
    public void The_library_of_the_platform_is_found_in_the_folder_that_has_it()
    {
        string assets = Restored("fallback", Cpu, "linux-x64/native/libonnxruntime.so", "win-x64/native/onnxruntime.dll");
        OnnxRuntimeFolder.Find(assets, "linux-x64").Should().Be(Native("fallback", Cpu, "linux-x64"));
        OnnxRuntimeFolder.Find(assets, "win-x64").Should().Be(Native("fallback", Cpu, "win-x64"));
        OnnxRuntimeFolder.Find(assets, "osx-arm64").Should().BeNull("no package has it");
    }

    [Test]
    public void The_library_of_another_package_goes_before_that_for_processors()
    {
        string assets = Restored("packages", "zzz.gpu/1.31.0", "linux-x64/native/libonnxruntime.so");
        OnnxRuntimeFolder.Find(assets, "linux-x64").Should().Be(Native("packages", "zzz.gpu/1.31.0", "linux-x64"));
        OnnxRuntimeFolder.Find(assets, "linux-arm64").Should().Be(Native("packages", Cpu, "linux-arm64"));
    }

    [Test]
    public void Without_a_restore_there_is_none() => OnnxRuntimeFolder.Find(At("absent.json"), "linux-x64").Should().BeNull();

    // What a restore lists: a package with files for two platforms, and another.
    private string Restored(string folder, string package, params string[] files)
    {
        string[] ofCpu = ["linux-x64/native/libonnxruntime.so", "linux-arm64/native/libonnxruntime.so"];
        (string Package, string[] Files)[] packages = package == Cpu ? [(Cpu, files)] : [(Cpu, ofCpu), (package, files)];
        foreach ((string name, string[] own) in packages)
        {
            Array.ForEach(own, file => Directory.CreateDirectory(Path.GetDirectoryName(At(folder, name, "runtimes", file))!));
        }

        IEnumerable<string> libraries = packages.Select(p => $$"""
            "{{(p.Package == Cpu ? "Microsoft.ML.OnnxRuntime/1.30.0" : p.Package)}}": {
              "sha512": "x", "type": "package", "path": "{{p.Package}}",
              "files": [ {{string.Join(", ", p.Files.Select(file => $"\"runtimes/{file}\""))}} ]
            }
            """);
        File.WriteAllText(At("project.assets.json"), $$"""
            {
              "version": 3,
              "targets": { "net10.0": { } },
              "libraries": { {{string.Join(", ", libraries)}}, "Shop/1.0.0": { "type": "project", "path": "../Shop.csproj" } },
              "packageFolders": { {{Quoted(At("empty"))}}: {}, {{Quoted(At(folder))}}: {} }
            }
            """);
        return At("project.assets.json");
    }

    private string Native(string folder, string package, string platform)
        => Path.Combine(At(folder), package, $"runtimes/{platform}/native");

    private string At(params string[] names) => Path.Combine([_folder.FullName, .. names]);

    private static string Quoted(string text) => $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal)}\"";
}
