using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>
/// Finds which branch each If of a network takes, where that is the same for all samples: decided by a constant, by an input that is one
/// number or fixed, or by the shape of the samples.
/// </summary>
/// <remarks>
/// The runtime computes the conditions, for batches of one, two and three samples: a branch is taken only if all agree. A condition that
/// the values of samples can change is never decided.
/// </remarks>
internal static class BranchDecisions
{
    private static readonly int[] Batches = [1, 2, 3];

    // Of these the shape of the result depends on the values of an input, not only on its shape.
    private static readonly HashSet<string> DependsOnValues = new(StringComparer.Ordinal)
    {
        "NonZero", "Unique", "Compress", "NonMaxSuppression", "Loop", "Scan", "If", "StringSplit", "SequenceAt", "ConcatFromSequence",
        "SplitToSequence", "SequenceConstruct",
    };

    // Of these only the inputs after the first decide the shape by their values.
    private static readonly HashSet<string> DependsOnLaterValues = new(StringComparer.Ordinal)
    {
        "Reshape", "Expand", "Tile", "Slice", "Pad", "TopK", "Resize", "Upsample", "Squeeze", "Unsqueeze", "Split", "OneHot", "Trilu",
        "CenterCropPad",
    };

    // Of these the values of every input are a shape.
    private static readonly HashSet<string> TakesShape = new(StringComparer.Ordinal) { "ConstantOfShape", "Range" };

    /// <summary>Reads a model again and again until no If is left that is decided.</summary>
    /// <param name="model">The model as it was read.</param>
    /// <param name="bind">Makes the graph of a model and binds its inputs.</param>
    /// <param name="cancellation">Cancels the runs.</param>
    /// <returns>The graph and its inputs, with the taken branches in the place of the Ifs.</returns>
    /// <exception cref="KoopmanAssertException">What <paramref name="bind"/> and <see cref="OnnxModel.With"/> throw.</exception>
    public static (ModelGraph Graph, ModelInputs Inputs) Bind(
        OnnxModel model, Func<OnnxModel, (ModelGraph Graph, ModelInputs Inputs)> bind, CancellationToken cancellation)
    {
        while (true)
        {
            (ModelGraph graph, ModelInputs inputs) = bind(model);
            Dictionary<string, bool> decided = Decide(graph, inputs, cancellation);
            if (decided.Count == 0)
            {
                return (graph, inputs);
            }

            model = model.With(model.Branches.Concat(decided).ToDictionary(StringComparer.Ordinal));
        }
    }

    private static Dictionary<string, bool> Decide(ModelGraph graph, ModelInputs inputs, CancellationToken cancellation)
    {
        Dictionary<string, string> conditions = Conditions(graph); // of the first result of each If
        string[] computed = [.. conditions.Values.Distinct().Where(c => graph.Producer(c) is not null)];
        if (conditions.Count == 0)
        {
            return [];
        }

        using ModelSession? session = computed.Length == 0 ? null : ModelSession.Open(graph, SubModel.Extract(graph, [], computed));
        List<Dictionary<string, bool>> runs;
        try
        {
            runs = [.. (inputs.HasFixedBatch ? [inputs.BatchSize] : Batches).Select(Run)];
        }
        catch (RuntimeException) when (!inputs.HasFixedBatch)
        {
            inputs.FixBatchAtOne(); // as the probe does, for the same reason
            runs = [Run(1)];
        }

        return conditions.Where(c => runs.TrueForAll(
                run => run.TryGetValue(c.Value, out bool value) && value == runs[0].GetValueOrDefault(c.Value)))
            .ToDictionary(c => c.Key, c => runs[0][c.Value], StringComparer.Ordinal);

        Dictionary<string, bool> Run(int batch) =>
            Observe(graph, inputs, session, [.. conditions.Values.Distinct()], computed, batch, cancellation);
    }

    private static Dictionary<string, bool> Observe(
        ModelGraph graph, ModelInputs inputs, ModelSession? session, string[] conditions, string[] computed, int batch,
        CancellationToken cancellation)
    {
        Dictionary<string, OrtValue> feed = inputs.CreateFeed([.. Enumerable.Range(0, Math.Min(batch, inputs.Count))], batch);
        using IDisposableReadOnlyCollection<OrtValue>? results = session?.Run(feed, computed, cancellation);
        var values = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (string condition in conditions)
        {
            OrtValue? value = Array.IndexOf(computed, condition) is >= 0 and var i ? results![i] : feed.GetValueOrDefault(condition);
            if (value is { IsTensor: true } && value.GetTensorDataAsSpan<bool>() is [var isTrue])
            {
                values[condition] = isTrue;
            }
            else if (value is null && graph.Weight(condition) is { } stored)
            {
                values[condition] = stored.HasRawData ? stored.RawData.Any(b => b != 0) : stored.Int32Data.Any(v => v != 0);
            }
        }

        foreach (OrtValue value in feed.Values)
        {
            value.Dispose();
        }

        return values;
    }

    /// <summary>The condition of each If that the values of samples cannot change, by the first result of the If.</summary>
    private static Dictionary<string, string> Conditions(ModelGraph graph)
    {
        var conditions = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!graph.Nodes.Any(n => TakenBranches.IsIf(n.Proto)))
        {
            return conditions;
        }

        // What the values of samples can change, and what has a shape that they can change.
        HashSet<string> values = [.. graph.SampleInputs.Where(i => !ModelGraph.IsScalar(i)).Select(i => i.Name)];
        var shapes = new HashSet<string>(StringComparer.Ordinal);
        foreach (GraphNode node in graph.Nodes)
        {
            if (TakenBranches.IsIf(node.Proto) && !values.Contains(node.Proto.Input[0]))
            {
                conditions[node.Proto.Output[0]] = node.Proto.Input[0];
            }

            bool changesShape = node.Inputs.Any(shapes.Contains)
                || (DependsOnValues.Contains(node.Op) && node.Inputs.Any(values.Contains) && !conditions.ContainsKey(node.Proto.Output[0]))
                || (DependsOnLaterValues.Contains(node.Op) && node.Proto.Input.Skip(1).Any(values.Contains))
                || (TakesShape.Contains(node.Op) && node.Inputs.Any(values.Contains))
                || (!ParametrisedOperators.IsStandard(node) && node.Inputs.Any(values.Contains));
            bool readsShape = node.Op is "Shape" or "Size";
            if (changesShape && !readsShape)
            {
                shapes.UnionWith(node.Outputs);
            }

            if (readsShape ? changesShape : node.Inputs.Any(values.Contains) || node.Inputs.Any(shapes.Contains))
            {
                values.UnionWith(node.Outputs);
            }
        }

        return conditions;
    }
}
