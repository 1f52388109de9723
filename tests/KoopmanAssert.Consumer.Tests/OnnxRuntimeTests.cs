using System.Security.Cryptography;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>A project keeps the ONNX Runtime that it has: its version, and its native library.</summary>
[TestFixture]
[Category("Slow")]
public class OnnxRuntimeTests
{
    private const string Library = "libonnxruntime.so";

    private const string Gate = """
        using KoopmanAssert;

        public class Gate
        {
            [TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]
            public void The_network_has_not_drifted(string baseline) => Assert.That(CreditBaseline.Load(baseline), Credits.Hold);

            [Test]
            public void Writes_down_the_providers()
                => File.WriteAllLines(
                    Path.Combine(AppContext.BaseDirectory, "providers.txt"),
                    Microsoft.ML.OnnxRuntime.OrtEnv.Instance().GetAvailableProviders());
        }
        """;

    [TestCase("1.30.0")]
    [TestCase("1.31.1")]
    public void A_version_that_the_project_names_is_used_without_a_warning(string version)
    {
        FirstGate gate = new FirstGate($"Runtime {version}").New("nunit")
            .Add("Microsoft.ML.OnnxRuntime", version)
            .Add("KoopmanAssert.NUnit")
            .Test(Gate);
        Assert.That(gate.Run("dotnet", "test", "-c", "Release").Expect(0), Does.Not.Contain("warning"));
        Assert.That(Hash(gate.At("bin", "Release", "net10.0", "runtimes", "linux-x64", "native", Library)), Is.EqualTo(Packed(version)));
    }

    [Test]
    [Platform("Linux")]
    public void The_native_library_of_the_package_for_GPUs_stays_in_the_output_in_a_publish_and_in_deps()
    {
        const string Gpu = ".Gpu.Linux", Version = "1.31.0";
        FirstGate gate = new FirstGate("Runtime GPU").New("nunit").Add("Microsoft.ML.OnnxRuntime" + Gpu, Version);
        gate.Run("dotnet", "build", "-c", "Release").Expect(0);
        string[] built = ["bin", "Release", "net10.0", "runtimes", "linux-x64", "native", Library];
        Assert.That(Hash(gate.At(built)), Is.EqualTo(Packed(Version, Gpu)), "before");

        gate.Add("KoopmanAssert.NUnit").Test(Gate);
        Assert.That(gate.Run("dotnet", "test", "-c", "Release").Expect(0), Does.Not.Contain("warning"));
        Assert.That(
            File.ReadAllLines(gate.At("bin", "Release", "net10.0", "providers.txt")),
            Does.Contain("CUDAExecutionProvider"));
        Assert.That(Hash(gate.At(built)), Is.EqualTo(Packed(Version, Gpu)), "after");
        Assert.That(gate.At([.. built[..4], "linux-arm64", "native", Library]), Does.Exist, "the other package has none for this platform");
        string[] deps = [.. File.ReadAllLines(gate.At("bin", "Release", "net10.0", "Runtime GPU.deps.json"))
            .Where(line => line.Contains($"runtimes/linux-x64/native/{Library}", StringComparison.Ordinal))];
        Assert.That(deps, Has.Length.EqualTo(1));

        gate.Run("dotnet", "publish", "-c", "Release", "-o", "portable").Expect(0);
        Assert.That(Hash(gate.At("portable", "runtimes", "linux-x64", "native", Library)), Is.EqualTo(Packed(Version, Gpu)));
        gate.Run("dotnet", "publish", "-c", "Release", "-r", "linux-x64", "--no-self-contained", "-o", "linux").Expect(0);
        Assert.That(Hash(gate.At("linux", Library)), Is.EqualTo(Packed(Version, Gpu)));
    }

    [Test]
    public void Without_a_native_library_the_error_names_the_line_to_add()
    {
        FirstGate gate = new FirstGate("Runtime none").New("nunit").Add("Microsoft.ML.OnnxRuntime", "1.31.1").Add("KoopmanAssert.NUnit")
            .Test(Gate);
        string project = gate.At("Runtime none.csproj");
        File.WriteAllText(project, File.ReadAllText(project)
            .Replace("\"Microsoft.ML.OnnxRuntime\" ", "\"Microsoft.ML.OnnxRuntime\" ExcludeAssets=\"native\" ", StringComparison.Ordinal));
        Assert.That(
            gate.Run("dotnet", "test", "-c", "Release").Expect(1),
            Does.Match("KOOP3001: .* to the project: dotnet add package Microsoft.ML.OnnxRuntime --version 1.31.1"));
    }

    private static string Hash(string file) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(file)));

    private static string Packed(string version, string suffix = "")
        => Hash(Path.Combine(PackedFeed.OnnxRuntime(version, suffix), Library));
}
