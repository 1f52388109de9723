using System.Diagnostics;
using FluentAssertions;
using KoopmanAssert.Core.Numerics;
using KoopmanAssert.Core.Reports;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>Analyses in a row, in one process: what one leaves behind changes neither the bits of the next nor the memory.</summary>
[TestFixture]
[Category("Slow")]
[NonParallelizable]
public class ManyAnalysesTests
{
    private const long MiB = 1 << 20;

    [Test]
    public void Two_hundred_give_the_same_bytes_in_steady_memory()
    {
        string[] texts = new string[200];
        long[] memory = new long[texts.Length];
        for (int i = 0; i < texts.Length; i++)
        {
            // Other orders come between, whose workspaces the next takes.
            _ = Analyse(samples: 20 + (i % 7), threads: 2);
            texts[i] = Analyse(samples: 120, threads: (i % 4) switch { 0 => 1, 1 => 2, 2 => 3, _ => 8 });
            IdleBlocks.Bytes.Should().Be(0, "an analysis that ends gives its workspaces back");
            UnsetMatrix.Bytes.Should().Be(0, "and its matrices, which from order 103 on are used again");
            memory[i] = Resident();
        }

        texts.Distinct().Should().ContainSingle();
        // A run varies by some 10 MiB, the least of fifty by less; what each fit lost would be hundreds.
        memory[150..].Min().Should().BeLessThan(memory[50..100].Min() + (24 * MiB), "the second half adds nothing to the first");
    }

    private static string Analyse(int samples, int threads) => CreditJson.Render(CreditAnalysis.Run(
        RepositoryFiles.Fc,
        RepositoryFiles.SmallDigits,
        AnalysisSettings.Regression with { MaxSamples = samples },
        new AnalysisOptions { Threads = threads, MeasureNoise = true, Details = CreditDetails.Sensitivity }));

    private static long Resident()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
