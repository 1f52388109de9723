namespace KoopmanAssert.Study;

/// <summary>How often the right block is named for damages planted in one place.</summary>
internal sealed class Localisation
{
    private readonly List<(string Damage, string At, string? Named, bool IsRight)> _detected = [];
    private readonly List<string> _undetected = [];

    /// <summary>The share of the detected damages that are named right; not a number where there are none.</summary>
    public double Share => _detected.Select(d => d.IsRight ? 1.0 : 0).DefaultIfEmpty(double.NaN).Average();

    /// <summary>How many were detected.</summary>
    public int Detected => _detected.Count;

    /// <summary>How many of those were named right.</summary>
    public int Right => _detected.Count(d => d.IsRight);

    /// <summary>The damages that were not detected.</summary>
    public IReadOnlyList<string> Undetected => _undetected;

    /// <summary>The wrongly named: the damage, where it is and what was named.</summary>
    public IEnumerable<string> Wrong => _detected.Where(d => !d.IsRight).Select(d => $"{d.Damage} in {d.At}, named {d.Named ?? "none"}");

    /// <summary>Adds a damage.</summary>
    public void Add(string damage, Planting planting, Judgement judged)
    {
        if (judged.IsFlagged)
        {
            _detected.Add((damage, planting.Block, judged.Named, planting.Allowed.Contains(judged.Named ?? "")));
        }
        else
        {
            _undetected.Add(damage);
        }
    }

    /// <summary>Adds those of another.</summary>
    public void Add(Localisation other)
    {
        _detected.AddRange(other._detected);
        _undetected.AddRange(other._undetected);
    }
}
