using System.CommandLine;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Tool.Cache;
using KoopmanAssert.Tool.Running;

namespace KoopmanAssert.Tool.Options;

/// <summary>The options that say how analyses run; none of them changes a credit.</summary>
internal sealed class RunOptions
{
    private const int DefaultTimeout = 600;

    private readonly Option<int?> _threads = new("--threads")
    {
        HelpName = "N",
        CustomParser = CommonOptions.Whole,
        Description = "Threads to use (default: one per processor); the result does not depend on it.",
    };

    private readonly Option<long?> _memory = new("--memory")
    {
        HelpName = "SIZE",
        CustomParser = ByteCount.Parse,
        Description = "Memory for samples and activations, such as 512MiB or 2GiB (default: 4GiB for samples, and a quarter of the memory "
            + "of the machine, at most 1GiB, for activations). Activations beyond it go to a temporary file.",
    };

    private readonly Option<double?> _timeout = new("--timeout")
    {
        HelpName = "SECONDS",
        CustomParser = CommonOptions.Number,
        Description = $"How long the analysis of one model may take (default: {DefaultTimeout}).",
    };

    private readonly Option<string?> _provider = CommonOptions.NotEmpty(new Option<string?>("--provider")
    {
        HelpName = string.Join('|', ExecutionProvider.All),
        Description = "The execution provider of ONNX Runtime (default: that of the baseline, else cpu).",
    });

    private readonly Option<bool> _noCache = new("--no-cache")
    {
        Description = "Do not read or write cached results.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(_threads);
        command.Add(_memory);
        command.Add(_timeout);
        command.Add(_noCache);
        command.Add(_provider);
    }

    /// <summary>Reads the options.</summary>
    /// <exception cref="SettingsException">KOOP4001 for a value out of range.</exception>
    public RunSettings Read(ParseResult parsed)
    {
        double seconds = parsed.GetValue(_timeout) ?? DefaultTimeout;
        if (!(seconds > 0 && seconds <= TimeSpan.MaxValue.TotalSeconds / 2))
        {
            throw SettingCheck.Wrong("--timeout", $"{seconds}", "a number of seconds above 0");
        }

        CacheFiles? cache = !parsed.GetValue(_noCache) && CacheFolder.Find() is { } folder ? new CacheFiles(folder) : null;
        var options = new AnalysisOptions();
        options = parsed.GetValue(_threads) is { } threads
            ? SettingCheck.AsOption(_threads.Name, () => options with { Threads = threads })
            : options;
        var limits = new WorkerLimits(TimeSpan.FromSeconds(seconds), WorkerLimits.MemoryOfMachine);
        return new RunSettings(options.Threads, limits, cache, parsed.GetValue(_memory))
        {
            Provider = parsed.GetValue(_provider) is { } provider
                ? SettingCheck.AsOption(_provider.Name, () => ExecutionProvider.Parse(provider))
                : null,
        };
    }
}
