using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>
/// Names blocks as a person would: by the module that the exporter wrote into the names of operators or weights, else by kind and number.
/// </summary>
/// <remarks>Names depend on the architecture only, so that they stay the same between retrains.</remarks>
internal static class BlockNames
{
    /// <summary>One name a block, each different, in the order of the blocks.</summary>
    public static IReadOnlyList<string> Choose(ModelGraph graph, IReadOnlyList<(string Kind, IReadOnlyList<GraphNode> Nodes)> blocks)
    {
        List<IReadOnlyList<string>> forms = [.. blocks.Select(b => OwnNames(graph, b.Nodes))];
        string?[] names = Distinguish(forms);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        taken.UnionWith(names.OfType<string>());
        for (int i = 0; i < names.Length; i++)
        {
            while (names[i] is null || (forms[i].Count == 0 && !taken.Add(names[i]!)))
            {
                int number = numbers[blocks[i].Kind] = numbers.GetValueOrDefault(blocks[i].Kind) + 1;
                names[i] = $"{blocks[i].Kind}{number}";
            }
        }

        return names!;
    }

    /// <summary>The shortest forms that differ from all others; null where a block has no name of its own.</summary>
    private static string?[] Distinguish(List<IReadOnlyList<string>> forms)
    {
        int[] level = new int[forms.Count];
        string? Form(int i) => forms[i].Count == 0 ? null : forms[i][Math.Min(level[i], forms[i].Count - 1)];
        while (true)
        {
            List<int> clashing = [.. Enumerable.Range(0, forms.Count).Where(i => forms[i].Count > 0).GroupBy(Form).Where(g => g.Count() > 1)
                .SelectMany(g => g)];
            List<int> extendable = [.. clashing.Where(i => level[i] < forms[i].Count - 1)];
            if (extendable.Count == 0)
            {
                return Number([.. Enumerable.Range(0, forms.Count).Select(Form)]);
            }

            extendable.ForEach(i => level[i]++);
        }
    }

    /// <summary>The names with a number behind each that was there before, as where a module runs twice.</summary>
    public static string?[] Number(string?[] names)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var all = names.OfType<string>().ToHashSet(StringComparer.Ordinal);
        return [.. names.Select(name =>
        {
            string? candidate = name;
            for (int n = 2; candidate is not null && !seen.Add(candidate); n++)
            {
                candidate = all.Contains($"{name}_{n}") ? name : $"{name}_{n}";
            }

            return candidate;
        })];
    }

    /// <summary>
    /// The module's names from the shortest form to the full one; none when nothing but numbers and operator names is known.
    /// </summary>
    private static IReadOnlyList<string> OwnNames(ModelGraph graph, IReadOnlyList<GraphNode> nodes)
    {
        List<GraphNode> cores = [.. nodes.Where(n => LayerRoles.CoreKind(graph, n) is not null)];
        List<GraphNode> naming = cores.Count > 0 ? cores : [.. nodes.Where(n => !BatchFirstRewrite.IsAdded(n.Proto)).DefaultIfEmpty(nodes[0])];
        List<string> module = CommonPrefix([.. naming.Select(Scope)]);
        if (module.Count == 0)
        {
            module = CommonPrefix([.. naming.Select(n => WeightScope(graph, n))]);
        }

        // Names come from the model: what is no plain name, a number or an escape sequence, ends the path.
        module = [.. module.AsEnumerable().Reverse().TakeWhile(part => IsPlainName(part)).Reverse()];
        if (module.Count == 0)
        {
            return [];
        }

        string last = module[^1];
        IEnumerable<string> forms = Enumerable.Range(1, module.Count).Select(n => string.Join('/', module.TakeLast(n)));
        return [.. forms.Prepend(WithoutNumber(last)).Where(f => f.Length <= 100).Distinct()];
    }

    /// <summary>The module path in an operator's name: <c>/layer1/layer1.0/conv1/Conv</c> gives layer1.0, conv1.</summary>
    private static List<string> Scope(GraphNode node)
    {
        List<string> parts = [.. node.Proto.Name.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        if (parts.Count > 0 && parts[^1].StartsWith(node.Op, StringComparison.OrdinalIgnoreCase))
        {
            parts.RemoveAt(parts.Count - 1);
        }

        // A child that repeats its parent's name replaces it.
        return [.. parts.Where((part, i) => i == parts.Count - 1 || !parts[i + 1].StartsWith(part + ".", StringComparison.Ordinal))];
    }

    /// <summary>The module path in the name of an operator's weight: <c>features.0.weight</c> gives features.0.</summary>
    private static List<string> WeightScope(ModelGraph graph, GraphNode node)
    {
        string? weight = node.Inputs.FirstOrDefault(i => graph.Weight(i) is not null);
        int dot = weight?.LastIndexOf('.') ?? -1;
        return dot > 0 ? [weight![..dot]] : [];
    }

    private static List<string> CommonPrefix(IReadOnlyList<List<string>> scopes)
    {
        List<string> prefix = scopes[0];
        foreach (List<string> scope in scopes.Skip(1))
        {
            prefix = [.. prefix.Zip(scope).TakeWhile(pair => pair.First == pair.Second).Select(pair => pair.First)];
        }

        return prefix.Count > 0 || scopes.Count == 1 ? prefix : Stem([.. scopes.Select(s => s.FirstOrDefault() ?? "")]);
    }

    /// <summary>The module whose children several operators are: value.0 and value.2 give value.</summary>
    private static List<string> Stem(IEnumerable<string> parts)
    {
        List<string> stems = [.. parts.Select(p => p[..Math.Max(0, p.LastIndexOf('.'))]).Distinct()];
        return stems is [{ Length: > 0 }] ? stems : [];
    }

    private static bool IsPlainName(string part) =>
        part.Length > 0 && (char.IsAsciiLetter(part[0]) || part[0] == '_')
            && part.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '.' or '-');

    /// <summary><c>stem.0</c> gives stem.</summary>
    private static string WithoutNumber(string part)
    {
        string stem = part.TrimEnd(['0', '1', '2', '3', '4', '5', '6', '7', '8', '9']);
        return stem.Length < part.Length && stem.Length > 1 && stem[^1] == '.' ? stem[..^1] : part;
    }
}
