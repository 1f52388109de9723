using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>
/// The packed packages in fresh projects of each test framework: real `dotnet test` passes, fails with the block's name, fails again,
/// passes.
/// </summary>
[TestFixture]
[Category("Slow")]
public class ConsumerTests
{
    private const string NUnitTests = """
        using KoopmanAssert;
        using NUnit.Framework;

        namespace Shop.Tests;

        public class Gate
        {
            [TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]
            public void Baseline_holds(string baseline) => Assert.That(CreditBaseline.Load(baseline), Credits.Hold);

            [Test]
            public void Credits_match() =>
                Assert.That(CreditAnalysis.Run("models/lenet5.onnx", "models/mnist.npy"), Credits.MatchBaseline("models/lenet5.credits.json").And.AreReliable());
        }
        """;

    private const string BothTests = """
        using FluentAssertions;
        using KoopmanAssert;
        using NUnit.Framework;

        namespace Shop.Tests;

        public class Gate
        {
            [TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]
            public void Baseline_holds(string baseline) => Assert.That(CreditBaseline.Load(baseline), Credits.Hold);

            [Test]
            public void Credits_match() =>
                CreditAnalysis.Run("models/lenet5.onnx", "models/mnist.npy").Should().MatchBaseline("models/lenet5.credits.json").And.HaveBlock("conv2");

            [Test]
            public void The_source_folder_is_written_down_once() =>
                System.IO.Directory.GetFiles(System.AppContext.BaseDirectory, "*.koopman-assert.project").Should().ContainSingle();
        }
        """;

    private const string XunitTests = """
        using FluentAssertions;
        using KoopmanAssert;
        using Xunit;

        namespace Shop.Tests;

        public class Gate
        {
            [Theory]
            [MemberData(nameof(BaselineCases.All), MemberType = typeof(BaselineCases))]
            public void Baseline_holds(string baseline) => CreditBaseline.Load(baseline).Should().Hold();

            [Fact]
            public void Credits_match() =>
                CreditAnalysis.Run("models/lenet5.onnx", "models/mnist.npy").Should().MatchBaseline("models/lenet5.credits.json").And.BeReliable();
        }
        """;

    private const string MSTestTests = """
        using FluentAssertions;
        using KoopmanAssert;
        using Microsoft.VisualStudio.TestTools.UnitTesting;

        namespace Shop.Tests;

        [TestClass]
        public class Gate
        {
            [TestMethod]
            [DynamicData(nameof(BaselineCases.All), typeof(BaselineCases))]
            public void Baseline_holds(string baseline) => CreditBaseline.Load(baseline).Should().Hold();

            [TestMethod]
            public void Credits_match() =>
                CreditAnalysis.Run("models/lenet5.onnx", "models/mnist.npy").Should().MatchBaseline("models/lenet5.credits.json").And.BeReliable();
        }
        """;

    [Test]
    public void NUnit_at_the_lower_end_with_both_packages() => PassesFailsAndPasses(
        new ConsumerProject(
            "NUnit3Gate",
            BothTests,
            "KoopmanAssert.NUnit",
            "KoopmanAssert.FluentAssertions",
            "FluentAssertions 6.12.2",
            "NUnit 3.14.0",
            "NUnit3TestAdapter 4.5.0"));

    [Test]
    public void NUnit_at_the_upper_end() => PassesFailsAndPasses(
        new ConsumerProject("NUnit5Gate", NUnitTests, "KoopmanAssert.NUnit", "NUnit 5.0.0", "NUnit3TestAdapter 6.3.1"));

    [Test]
    public void Xunit() => PassesFailsAndPasses(
        new ConsumerProject("XunitGate", XunitTests, "KoopmanAssert.FluentAssertions", "xunit 2.9.3", "xunit.runner.visualstudio 3.1.5"));

    [Test]
    public void MSTest() => PassesFailsAndPasses(
        new ConsumerProject(
            "MSTestGate",
            MSTestTests,
            "KoopmanAssert.FluentAssertions",
            "MSTest.TestFramework 4.5.3",
            "MSTest.TestAdapter 4.5.3"));

    private static void PassesFailsAndPasses(ConsumerProject project)
    {
        IReadOnlyList<string> sources = project.Sources;
        Assert.That(project.Test().Expect(0), Does.Contain("models/lenet5.credits.json"), "the case has the baseline's name");

        project.Ship(Repository.LeNetFrozenLayer);
        Assert.That(
            project.Test("--no-build").Expect(1),
            Does.Contain("Most likely at fault (KOOP0001): 'conv2'").And.Contain("If this was intended: koopman-assert update"));
        Assert.That(project.Test("--no-build").Expect(1), Does.Contain("'conv2'"), "a retry fails again");
        Assert.That(project.Sources, Is.EqualTo(sources), "nothing is written beside the source");
        Assert.That(project.Files, Has.Some.EndsWith(Path.Combine("models", "lenet5.credits.received.json")));

        project.Ship(Repository.LeNet);
        project.Test("--no-build").Expect(0);
    }
}
