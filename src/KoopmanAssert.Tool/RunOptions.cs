using System.CommandLine;
using KoopmanAssert.Core.Diagnostics;

namespace KoopmanAssert.Tool;

/// <summary>The options that say how analyses run; none of them changes a credit.</summary>
internal sealed class RunOptions
{
    private const int DefaultTimeout = 600;

    private readonly Option<int?> _threads = new("--threads") {
        HelpName = "N",
        Description = "Threads to use (default: one a processor); the result does not depend on it." };
    private readonly Option<long?> _memory = new("--memory")
    {
        HelpName = "SIZE",
        CustomParser = ByteCount.Parse,
        Description = "Memory that samples and activations may take, such as 512MiB or 2GiB (default: a quarter of what there is, at most 1GiB for activations, and 4GiB for samples); beyond it a temporary file holds the activations.",
    };

    private readonly Option<double?> _timeout = new("--timeout") {
        HelpName = "SECONDS",
        Description = $"How long the analysis of one model may take (default: {DefaultTimeout})." };

    private readonly Option<string?> _provider = CommonOptions.NotEmpty(new Option<string?>("--provider") {
        HelpName = string.Join('|', ExecutionProvider.All),
        Description = "What ONNX Runtime computes with (default: what the baseline says, else cpu)." });
    private readonly Option<bool> _noCache = new("--no-cache") { Description = "Analyse also what an earlier run has analysed." };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_threads);
        command.Add(_memory);
        command.Add(_timeout);
        command.Add(_noCache);
        command.Add(_provider);
    }

    /// <summary>What a command line says.</summary>
    /// <exception cref="SettingsException">KOOP4001 for a value out of range.</exception>
    public RunSettings Read(ParseResult parsed)
    {
        double seconds = parsed.GetValue(_timeout) ?? DefaultTimeout;
        if (!(seconds > 0 && seconds <= TimeSpan.MaxValue.TotalSeconds / 2))
        {
            throw SettingCheck.Wrong("timeout", $"{seconds}", "seconds above 0");
        }

        AnalysisCache? cache = !parsed.GetValue(_noCache) && CacheFolder.Find() is { } folder
            ? new AnalysisCache(new CacheFiles(folder))
            : null;
        int threads = SettingCheck.Within("threads", parsed.GetValue(_threads) ?? Math.Min(Environment.ProcessorCount, 1024), 1, 1024);
        return new RunSettings(
            threads,
            new WorkerLimits(TimeSpan.FromSeconds(seconds), WorkerLimits.MemoryOfMachine),
            cache,
            parsed.GetValue(_memory))
        {
            Provider = parsed.GetValue(_provider) is { } provider ? ExecutionProvider.Parse(provider) : null,
        };
    }
}
