using KoopmanAssert.Core.Models;
using KoopmanAssert.Core.Partition;

namespace KoopmanAssert.Core.Credits;

/// <summary>Resolves the graph of a model as settings say, and binds samples to its inputs.</summary>
internal static class NetworkBinding
{
    /// <summary>The graph and its inputs.</summary>
    /// <param name="model">The model.</param>
    /// <param name="settings">The settings: inputs, constants, provider, and the version of the partition.</param>
    /// <param name="samples">The samples; zeros in the shape that the model states when null.</param>
    /// <param name="cancellation">Cancels what has to run for it.</param>
    /// <exception cref="KoopmanAssertException">What <see cref="ModelInputs.Bind"/> and <see cref="ModelInputs.Zeros"/> throw.</exception>
    public static (ModelGraph Graph, ModelInputs Inputs) Bind(
        OnnxModel model, AnalysisSettings settings, SampleSet? samples, CancellationToken cancellation)
    {
        return settings.PartitionVersion >= PartitionRule.InsideBranches
            ? BranchDecisions.Bind(model, BindTo, cancellation)
            : BindTo(model);

        (ModelGraph Graph, ModelInputs Inputs) BindTo(OnnxModel read)
        {
            ModelGraph graph = Resolve(read, settings, samples);
            return (graph, samples is null ? ModelInputs.Zeros(graph) : ModelInputs.Bind(graph, samples, settings.Pixels));
        }
    }

    /// <summary>The graph without the inputs that were found to be left out.</summary>
    /// <exception cref="KoopmanAssertException">What the constructor of <see cref="ModelGraph"/> throws.</exception>
    public static ModelGraph Resolve(OnnxModel model, AnalysisSettings settings, IReadOnlyList<string> leftOut) =>
        new(model, settings.Inputs, settings.Fixed, leftOut) { Provider = settings.Provider };

    /// <summary>The graph without the inputs that are not used and that the samples lack; of any samples when null.</summary>
    /// <exception cref="KoopmanAssertException">What the constructor of <see cref="ModelGraph"/> throws.</exception>
    private static ModelGraph Resolve(OnnxModel model, AnalysisSettings settings, SampleSet? samples) => UnusedInputs.LeaveOut(
        model,
        settings.Inputs,
        settings.Fixed,
        settings.Outputs,
        input => samples is null ? InputSpec.IsNumeric(input) : SampleBinding.IsGiven(samples, input),
        settings.Provider);
}
