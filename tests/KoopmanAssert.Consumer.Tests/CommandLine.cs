using System.Collections;
using System.Diagnostics;
using System.Text;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What a process wrote and how it ended.</summary>
internal sealed record CommandResult(string Command, int ExitCode, string Output)
{
    /// <summary>The output, once the process has ended so.</summary>
    public string Expect(int exitCode)
    {
        Assert.That(ExitCode, Is.EqualTo(exitCode), $"{Command}\n{Output}");
        return Output;
    }
}

/// <summary>Runs real processes as a user would in a shell of their own.</summary>
internal static class CommandLine
{
    // It ends what hangs, and nothing else: packing for five platforms takes four minutes on two idle cores, and other tests run beside it.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(30);

    // What the test run that starts these processes leaves in the environment is not the user's.
    private static readonly string[] Foreign =
    [
        "MSBUILD", "VSTEST", "TESTINGPLATFORM", "DOTNET_HOST", "NUGET_PACKAGES", "RestoreLockedMode",
        "CI", "TF_BUILD", "GITHUB_", "GITLAB_CI", "TEAMCITY_VERSION", "JENKINS_URL", "BUILDKITE",
        "DOTNET_RUNNING_IN_CONTAINER", "WSL_DISTRO_NAME", // where DiffEngine opens nothing
    ];

    /// <summary>Runs a command in a folder; the command and its output go to the test's output.</summary>
    public static CommandResult Run(string folder, IReadOnlyDictionary<string, string> environment, params string[] words)
    {
        using Process process = Start(folder, environment, words);
        return Finish(process, words);
    }

    /// <summary>Starts a command; <see cref="Finish"/> has to follow.</summary>
    public static Process Start(string folder, IReadOnlyDictionary<string, string> environment, params string[] words)
    {
        var start = new ProcessStartInfo(words[0], words[1..])
        {
            WorkingDirectory = folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        Set(start, environment);
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>Waits for the end of a command and takes what it writes.</summary>
    public static CommandResult Finish(Process process, params string[] words)
    {
        var output = new StringBuilder();
        DataReceivedEventHandler keep = (_, line) =>
        {
            lock (output)
            {
                output.AppendLine(line.Data);
            }
        };
        process.OutputDataReceived += keep;
        process.ErrorDataReceived += keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        bool ended = process.WaitForExit(Longest);
        if (!ended)
        {
            process.Kill(entireProcessTree: true);
        }

        process.WaitForExit();
        if (!ended)
        {
            output.AppendLine($"(ended by the test: it ran for more than {Longest.TotalMinutes} minutes)");
        }

        var result = new CommandResult(string.Join(' ', words), ended ? process.ExitCode : -1, output.ToString());
        TestContext.Out.WriteLine($"$ {result.Command}\n{result.Output}");
        return result;
    }

    private static void Set(ProcessStartInfo start, IReadOnlyDictionary<string, string> environment)
    {
        foreach (string name in Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(e => (string)e.Key)
            .Where(name => Foreign.Any(f => name.StartsWith(f, StringComparison.OrdinalIgnoreCase))))
        {
            start.Environment.Remove(name);
        }

        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "true"; // as without the line above: to start a compiler takes longer than a build
        start.Environment["KOOPMAN_ASSERT_CACHE"] = "off"; // what is new here is analysed here
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        foreach ((string name, string value) in environment)
        {
            start.Environment[name] = value;
        }
    }
}
