using FluentAssertions;

namespace KoopmanAssert.Tool;

/// <summary>What one run of the tool left: its exit code and all that it wrote.</summary>
internal sealed record ToolRun(string CommandLine, int ExitCode, string Output, string Errors)
{
    /// <summary>The lines of the standard output.</summary>
    public string[] Lines => Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Expects an exit code, never a stack trace, and messages as they should be.</summary>
    public ToolRun Exits(int code)
    {
        ExitCode.Should().Be(code, "of {0}, which wrote\n{1}{2}", CommandLine, Output, Errors);
        (Output + Errors).Should().NotContain("   at ").And.NotContain("Unhandled exception")
            .And.NotContain($"error {DiagnosticCodes.Unforeseen}");
        Errors.Split('\n').Select(MessageStandard.Problem).Should().AllSatisfy(problem => problem.Should().BeNull("of {0}", Errors));
        return this;
    }

    /// <summary>Expects success without a word on the standard error.</summary>
    public ToolRun Succeeds()
    {
        Exits(0);
        Errors.Should().BeEmpty("{0} succeeded", CommandLine);
        return this;
    }

    /// <summary>Expects one coded error line that names what is wrong and a way out, and nothing on the standard output.</summary>
    public ToolRun IsRefused(int exit, string code, string names, string wayOut)
    {
        Exits(exit);
        Output.Should().BeEmpty("{0} failed", CommandLine);
        Errors.Should().MatchRegex($@"\A([^\n]+: )?error {code}: [^\n]+\n\z");
        Errors.Should().Contain(names).And.Contain(wayOut);
        return this;
    }
}
