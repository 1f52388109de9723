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
            Steps = block.Steps,
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
        return BlockCredit.Create(message.Name, message.Inputs, message.Outputs, message.Steps, Read(message.Estimate), profile) with
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
            SnapshotRank = estimate.SnapshotRank,
            Snapshots = estimate.Snapshots,
            StepsUsed = estimate.StepsUsed,
            Condition = estimate.Condition,
            Residual = estimate.Residual,
            Route = (int)estimate.Route,
            IsFinite = estimate.IsFinite,
        };
        message.Spectra.AddRange(estimate.Spectra.Select(SpectrumOf));
        if (estimate.Spread is { } spread)
        {
            message.Spread = spread;
        }

        return message;
    }

    private static KoopmanEstimate Read(Wired.Estimate message) => new(
        [.. message.Spectra.Select(Read)], message.HasSpread
            ? message.Spread
            : null, message.SnapshotRank, message.Snapshots, message.StepsUsed,
        message.Condition, message.Residual, (KoopmanRoute)message.Route)
    {
        IsFinite = message.IsFinite,
    };

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
