using KoopmanAssert.Core.Credits;
using KoopmanAssert.Core.Koopman;
using Wired = KoopmanAssert.Tool.Wire;

namespace KoopmanAssert.Tool;

/// <summary>The credit of a block as a message.</summary>
internal static class BlockMessage
{
    public static Wired.BlockCredit Of(BlockCredit block)
    {
        var message = new Wired.BlockCredit
        {
            Name = block.Name,
            Inputs = block.Inputs,
            Outputs = block.Outputs,
            Steps = block.Operator.Steps,
            Estimate = Of(block.Estimate),
        };
        if (block.Profile is { } profile)
        {
            message.Profile = new Wired.Profile { Spectrum = SpectrumOf(profile.Spectrum), Gain = profile.Gain, Level = profile.Level };
            message.Profile.Weights.AddRange(profile.Weights.Select(Of));
        }

        if (block.NoiseFloor is { } floor)
        {
            message.NoiseFloor = floor;
        }

        if (block.LogSensitivity is { } sensitivity)
        {
            message.LogSensitivity = sensitivity;
        }

        message.Figures.AddRange(block.Figures.Select(FigureMessage.Of));
        message.Kernels.AddRange(block.Kernels.Select(Of));
        return message;
    }

    public static BlockCredit Read(Wired.BlockCredit message)
    {
        BlockProfile? profile = message.Profile is { } told
            ? new BlockProfile(
                Read(told.Spectrum),
                told.Gain,
                told.Level,
                [.. told.Weights.Select(w => new WeightProfile([.. w.Shape], w.Norm, w.Volume))]) : null;
        return new BlockCredit(message.Name, message.Inputs, message.Outputs, Read(message.Estimate, message.Steps), profile)
        {
            NoiseFloor = message.HasNoiseFloor ? message.NoiseFloor : null,
            LogSensitivity = message.HasLogSensitivity ? message.LogSensitivity : null,
            Figures = [.. message.Figures.Select(FigureMessage.Read)],
            Kernels = [.. message.Kernels.Select(Read)],
        };
    }

    private static Wired.Estimate Of(KoopmanEstimate estimate)
    {
        var message = new Wired.Estimate
        {
            SnapshotRank = estimate.Summary.SnapshotRank,
            Snapshots = estimate.Summary.Snapshots,
            StepsUsed = estimate.Summary.StepsUsed,
            Condition = estimate.Summary.Condition ?? double.NaN,
            Residual = estimate.Summary.Residual ?? double.NaN,
            Route = (int)estimate.Route,
            IsFinite = estimate.IsFinite,
        };
        message.Spectra.AddRange(estimate.Spectra.Select(SpectrumOf));
        if (estimate.Summary.Spread is { } spread)
        {
            message.Spread = spread;
        }

        return message;
    }

    private static KoopmanEstimate Read(Wired.Estimate message, int steps) => KoopmanEstimate.Create([.. message.Spectra.Select(Read)], new OperatorSummary
    {
        SnapshotRank = message.SnapshotRank,
        Spread = message.HasSpread ? message.Spread : null,
        Residual = message.Residual,
        Condition = message.Condition,
        Steps = steps,
        StepsUsed = message.StepsUsed,
        Snapshots = message.Snapshots,
    }, (KoopmanRoute)message.Route) with { IsFinite = message.IsFinite };

    private static Wired.Spectrum SpectrumOf(Spectrum spectrum)
    {
        var message = new Wired.Spectrum { Rank = spectrum.Rank, Tolerance = spectrum.Tolerance };
        message.SingularValues.AddRange(spectrum.SingularValues);
        return message;
    }

    private static Spectrum Read(Wired.Spectrum message) => new([.. message.SingularValues], message.Rank, message.Tolerance);

    private static Wired.Weight Of(WeightProfile weight)
    {
        var message = new Wired.Weight { Norm = weight.Norm, Volume = weight.Volume };
        message.Shape.AddRange(weight.Shape);
        return message;
    }

    private static Wired.Kernel Of(KernelCredit kernel)
    {
        var message = new Wired.Kernel { Index = kernel.Index, Rank = kernel.Rank, Spectrum = SpectrumOf(kernel.Spectrum) };
        if (kernel.LogCredit is { } credit)
        {
            message.LogCredit = credit;
        }

        if (kernel.NoiseFloor is { } floor)
        {
            message.NoiseFloor = floor;
        }

        return message;
    }

    private static KernelCredit Read(
        Wired.Kernel message) => new(message.Index, message.HasLogCredit ? message.LogCredit : null, message.Rank)
    {
        NoiseFloor = message.HasNoiseFloor ? message.NoiseFloor : null,
        Spectrum = Read(message.Spectrum),
    };
}
