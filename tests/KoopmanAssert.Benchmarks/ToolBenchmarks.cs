using System.Diagnostics;
using BenchmarkDotNet.Attributes;

namespace KoopmanAssert;

/// <summary>
/// The tool as a process, on the example: what a user waits for. <c>KOOPMAN_ASSERT_TOOL</c> is the path of an installed tool; without it,
/// the tool that was built is measured, which the runtime compiles.
/// </summary>
public class ToolBenchmarks
{
    internal static readonly string Root = FindRoot();

    private readonly string[] _tool = Environment.GetEnvironmentVariable("KOOPMAN_ASSERT_TOOL") is { } installed
        ? [installed]
        : ["dotnet", Path.Combine(Root, "src", "KoopmanAssert.Tool", "bin", "Release", "net10.0", "koopman-assert.dll")];

    /// <summary>Fills the cache.</summary>
    [GlobalSetup]
    public void Prepare() => CheckFromTheCache();

    /// <summary>Starts, and nothing else.</summary>
    [Benchmark(Baseline = true)]
    public void Version() => Run("--version");

    /// <summary>A check of an unchanged model.</summary>
    [Benchmark]
    public void CheckFromTheCache() => Run("check", "examples/lenet5-mnist");

    /// <summary>A check of a model that was never seen.</summary>
    [Benchmark]
    public void Check() => Run("check", "examples/lenet5-mnist", "--no-cache");

    private void Run(params string[] arguments)
    {
        var start = new ProcessStartInfo(_tool[0], [.. _tool[1..], .. arguments])
        {
            WorkingDirectory = Root,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"'{string.Join(' ', arguments)}' ended with {process.ExitCode}:\n{output}{errors.Result}");
        }
    }

    // BenchmarkDotNet runs a copy of this program below its own folder.
    private static string FindRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "KoopmanAssert.sln")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? throw new InvalidOperationException("Run the benchmarks in a checkout.");
    }
}

/// <summary>A whole analysis in this process: its time and what it allocates.</summary>
[MemoryDiagnoser]
public class AnalysisBenchmarks
{
    private static readonly string Example = Path.Combine(ToolBenchmarks.Root, "examples", "lenet5-mnist");

    /// <summary>Gets or sets the number of samples: few, the default.</summary>
    [Params(100, 400)]
    public int Samples { get; set; }

    /// <summary>LeNet-5 in one step.</summary>
    [Benchmark]
    public CreditReport LeNet() => CreditAnalysis.Run(
        Path.Combine(Example, "lenet5.onnx"),
        Path.Combine(Example, "mnist.npy"),
        AnalysisSettings.Regression with { MaxSamples = Samples, Steps = StepCount.Exactly(1) });
}
