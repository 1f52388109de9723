using System.Text.Json;

namespace KoopmanAssert.Study;

/// <summary>What a model of a panel is.</summary>
internal enum ModelLabel
{
    /// <summary>The accepted model.</summary>
    Baseline,

    /// <summary>An honest retrain.</summary>
    Good,

    /// <summary>A regression.</summary>
    Bad,
}

/// <summary>A model of a panel.</summary>
/// <param name="Name">Its name in the index; its file has the same.</param>
/// <param name="Label">What it is.</param>
/// <param name="Path">Its file.</param>
internal sealed record PanelModel(string Name, ModelLabel Label, string Path);

/// <summary>The models of one architecture, with the samples that they are analysed on.</summary>
/// <param name="Name">The architecture.</param>
/// <param name="Samples">The samples file.</param>
/// <param name="Models">The models in the order of the index.</param>
internal sealed record Panel(string Name, string Samples, IReadOnlyList<PanelModel> Models)
{
    /// <summary>The accepted model.</summary>
    public PanelModel Accepted => Models.Single(m => m.Label == ModelLabel.Baseline);

    /// <summary>Reads a panel: a folder an architecture, each with models and an index.json of their names and labels.</summary>
    /// <param name="folder">The panel.</param>
    /// <param name="samples">The samples file of each architecture.</param>
    public static IReadOnlyList<Panel> Read(string folder, IReadOnlyDictionary<string, string> samples) =>
        [.. samples.OrderBy(s => s.Key, StringComparer.Ordinal)
            .Select(s => new Panel(s.Key, s.Value, ModelsIn(Path.Combine(folder, s.Key))))];

    private static List<PanelModel> ModelsIn(string folder)
    {
        using var index = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "index.json")));
        return [.. index.RootElement.EnumerateArray().Select(entry =>
        {
            string name = entry.GetProperty("name").GetString()!;
            return new PanelModel(
                name,
                Enum.Parse<ModelLabel>(entry.GetProperty("label").GetString()!, ignoreCase: true),
                Path.Combine(folder, name + ".onnx"));
        })];
    }
}
