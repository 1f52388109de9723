using KoopmanAssert.Core.Models;

namespace KoopmanAssert.Core.Partition;

/// <summary>
/// Names blocks after the modules that the exporter wrote into the names of operators or weights; otherwise by kind and number.
/// </summary>
/// <remarks>Names depend only on the architecture, so that they stay the same from retrain to retrain.</remarks>
internal static class BlockNames
{
    /// <summary>Chooses a different name for each block, in the order of the blocks.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="blocks">The kind and the operators of each block.</param>
    /// <param name="version">The version of the rules.</param>
    public static IReadOnlyList<string> Choose(
        ModelGraph graph, IReadOnlyList<(string Kind, IReadOnlyList<GraphNode> Nodes)> blocks, int version)
    {
        List<IReadOnlyList<string>> candidates = [.. blocks.Select(b => ModuleNames(graph, b.Nodes, version))];
        string?[] names = Distinguish(candidates);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        taken.UnionWith(names.OfType<string>());
        for (int i = 0; i < names.Length; i++)
        {
            while (names[i] is null || (candidates[i].Count == 0 && !taken.Add(names[i]!)))
            {
                int number = numbers[blocks[i].Kind] = numbers.GetValueOrDefault(blocks[i].Kind) + 1;
                names[i] = $"{blocks[i].Kind}{number}";
            }
        }

        return names!;
    }

    /// <summary>The shortest candidates that differ from all others; null for a block without candidates.</summary>
    private static string?[] Distinguish(List<IReadOnlyList<string>> candidates)
    {
        int[] level = new int[candidates.Count];
        string? Candidate(int i) => candidates[i].Count == 0 ? null : candidates[i][Math.Min(level[i], candidates[i].Count - 1)];
        while (true)
        {
            IEnumerable<int> clashing = Enumerable.Range(0, candidates.Count).Where(i => candidates[i].Count > 0)
                .GroupBy(Candidate)
                .Where(g => g.Count() > 1)
                .SelectMany(g => g);
            List<int> extendable = [.. clashing.Where(i => level[i] < candidates[i].Count - 1)];
            if (extendable.Count == 0)
            {
                return MakeUnique([.. Enumerable.Range(0, candidates.Count).Select(Candidate)]);
            }

            extendable.ForEach(i => level[i]++);
        }
    }

    /// <summary>Appends a number to each name that occurred before, such as the name of a module that runs twice.</summary>
    public static string?[] MakeUnique(string?[] names)
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
    /// The names of the module that a block is, from the shortest to the full path; none when the model gives only numbers and operator
    /// names.
    /// </summary>
    private static IReadOnlyList<string> ModuleNames(ModelGraph graph, IReadOnlyList<GraphNode> nodes, int version)
    {
        List<GraphNode> cores = [.. nodes.Where(n => LayerRoles.CoreKind(graph, n) is not null)];
        List<GraphNode> naming = cores.Count > 0
            ? cores
            : [.. nodes.Where(n => !BatchFirstRewrite.IsAdded(n.Proto)).DefaultIfEmpty(nodes[0])];
        List<string> module = CommonPrefix([.. naming.Select(Scope)]);
        if (module.Count == 0)
        {
            // The first weight that an If reads is that of one of its branches, which is no name for the other.
            bool hasBranches = version >= PartitionRule.InsideBranches && naming.Exists(n => n.Op is "If");
            module = hasBranches ? [] : CommonPrefix([.. naming.Select(n => WeightScope(graph, n))]);
        }

        // The names come from the model: a part that is not a plain name, such as a number or an escape sequence, ends the path.
        module = [.. module.AsEnumerable().Reverse().TakeWhile(part => IsPlainName(part)).Reverse()];
        if (module.Count == 0)
        {
            return [];
        }

        string last = module[^1];
        IEnumerable<string> paths = Enumerable.Range(1, module.Count).Select(n => string.Join('/', module.TakeLast(n)));
        return [.. paths.Prepend(WithoutNumber(last)).Where(name => name.Length <= 100).Distinct()];
    }

    /// <summary>The module path in an operator's name: <c>/layer1/layer1.0/conv1/Conv</c> gives layer1.0, conv1.</summary>
    private static List<string> Scope(GraphNode node)
    {
        List<string> parts = [.. node.Proto.Name.Split('/', StringSplitOptions.RemoveEmptyEntries)];
        if (parts.Count > 0 && parts[^1].StartsWith(node.Op, StringComparison.OrdinalIgnoreCase))
        {
            parts.RemoveAt(parts.Count - 1);
        }

        // A child whose name repeats that of its parent replaces it.
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

    /// <summary>The common parent of several modules: value.0 and value.2 give value.</summary>
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
