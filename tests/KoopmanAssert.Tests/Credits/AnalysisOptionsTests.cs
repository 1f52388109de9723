using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>How an analysis runs, by default and within what bounds.</summary>
[TestFixture]
internal sealed class AnalysisOptionsTests
{
    [Test]
    public void All_processors_work_by_default() => new AnalysisOptions().Threads.Should().Be(Math.Min(Environment.ProcessorCount, 1024));

    [TestCase(0)]
    [TestCase(1025)]
    public void Threads_are_from_1_to_1024(int threads)
    {
        FluentActions.Invoking(() => new AnalysisOptions { Threads = threads }).Should().Throw<SettingsException>()
            .WithMessage($"*threads*{threads}*");
        new AnalysisOptions { Threads = 1024 }.Threads.Should().Be(1024);
    }

    [Test]
    public void Memory_is_at_least_1_MiB()
    {
        FluentActions.Invoking(() => new AnalysisOptions { Memory = (1 << 20) - 1 }).Should().Throw<SettingsException>()
            .WithMessage("*memory*1048575*1 MiB or more*");
        new AnalysisOptions { Memory = 1 << 20 }.Memory.Should().Be(1 << 20);
        new AnalysisOptions().Memory.Should().BeNull();
    }
}
