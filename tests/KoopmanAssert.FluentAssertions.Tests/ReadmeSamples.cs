using System.Runtime.CompilerServices;
using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The C# of the README is compiled: each of its lines stands in <see cref="AUsersTests"/> below.</summary>
public sealed class ReadmeSamples
{
    [Test]
    public void Every_line_of_CSharp_in_the_README_is_compiled_here()
    {
        string[] compiled = Lines(File.ReadAllText(Here()));
        string[] shown = [.. File.ReadAllText(Repository.At("README.md")).Split("```csharp\n").Skip(1)
            .SelectMany(block => Lines(block.Split("```")[0]))];

        shown.Should().HaveCountGreaterThan(5);
        compiled.Should().Contain(shown);
    }

    private static string[] Lines(string code) =>
        [.. code.Split('\n').Select(line => line.Split("//")[0].Trim()).Where(line => line.Length > 0)];

    private static string Here([CallerFilePath] string here = "") => here;

    /// <summary>A user's tests; abstract, since a user's files are not here.</summary>
    internal abstract class AUsersTests
    {
        [TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]
        public void The_network_has_not_moved(string baseline) =>
            Assert.That(CreditBaseline.Load(baseline), Credits.Hold);

        public static void Several_assertions_on_one_analysis()
        {
            CreditReport credits = CreditAnalysis.Run("models/lenet5.onnx", "samples/mnist.npy");
            Assert.That(credits, Credits.MatchBaseline("models/lenet5.credits.json"));
            credits.Should().HaveBlock("conv2").Which.Should().HaveLogCredit(388.5, within: 2.0);
        }
    }
}
