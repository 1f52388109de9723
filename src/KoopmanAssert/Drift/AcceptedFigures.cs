namespace KoopmanAssert.Core.Drift;

/// <summary>The figures of accepted models, by what they are: a model that was accepted earlier need not have each of them.</summary>
internal static class AcceptedFigures
{
    /// <summary>The value that a model has of a figure; null if it was not kept.</summary>
    /// <param name="baseline">The baseline that has the model, and the names of its blocks.</param>
    /// <param name="model">The model.</param>
    /// <param name="figure">The figure.</param>
    public static double? ValueIn(CreditBaseline baseline, AcceptedRetrain model, FigureComparison figure)
    {
        int place = baseline.Blocks.TakeWhile(b => b.Name != figure.Block).Count();
        IReadOnlyList<Figure> figures = figure.Block is null ? model.Network : place < model.Blocks.Count ? model.Blocks[place] : [];
        return figures.FirstOrDefault(f => f.Kind == figure.Figure.Kind && f.Number == figure.Figure.Number)?.Value;
    }
}
