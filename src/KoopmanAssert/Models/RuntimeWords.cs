using System.Text.RegularExpressions;
using KoopmanAssert.Core.Diagnostics;
using KoopmanAssert.Core.Models.Onnx;
using Microsoft.ML.OnnxRuntime;

namespace KoopmanAssert.Core.Models;

/// <summary>Finds in what ONNX Runtime says the operator that it is about, so that a message of ours can name it.</summary>
/// <param name="model">The model that it loads or runs, of which only the names of the operators are kept.</param>
internal sealed partial class RuntimeWords(ModelProto model)
{
    private const string Prefix = "[ErrorCode:";
    private readonly (string Type, string Name)[] _operators = [.. model.Graph.Node.Select(node => (node.OpType, node.Name))];

    /// <summary>
    /// Where it failed and what ONNX Runtime said, to end a sentence: <c> at the operator Reshape '/fc1/Reshape'; it says "…".</c>
    /// Without the operator if what it said names none.
    /// </summary>
    public string Describe(OnnxRuntimeException cause)
    {
        string said = PlainText.Said(cause);
        int code = said.IndexOf(']', StringComparison.Ordinal);
        string words = said.StartsWith($"\"{Prefix}", StringComparison.Ordinal) && code > 0 ? $"\"{said[(code + 1)..].TrimStart()}" : said;
        return $"{Place(cause.Message)}; it says {words}.";
    }

    private string Place(string message)
    {
        HashSet<string> names = [.. Named().Matches(message).Select(match => match.Groups["name"].Value)];
        HashSet<string> types = [.. Typed().Matches(message).Select(match => match.Groups["type"].Value)];
        (string type, string name) = Array.Find(_operators, o => o.Name.Length > 0 && names.Contains(o.Name));
        type ??= Array.Find(_operators, o => o.Type.Length > 0 && types.Contains(o.Type)).Type;
        return type is null ? ""
            : $" at the operator {PlainText.Shortened(type)}{(name is null ? "" : $" '{PlainText.Shortened(name)}'")}";
    }

    // "Node (NAME) Op (TYPE)", "Node:NAME", "Name:'NAME'", "node with name 'NAME'": how its versions write names.
    [GeneratedRegex(
        @"Node \((?<name>[^)]*)\)|Node: ?(?<name>\S+)|[Nn]ame: ?'(?<name>[^']*)'|name '(?<name>[^']*)'", RegexOptions.ExplicitCapture)]
    private static partial Regex Named();

    // "Op (TYPE)", "running TYPE node", "NoSuchOperator is not a registered function/op", "Could not find an implementation for TYPE(13)".
    [GeneratedRegex(
        @"Op \((?<type>[^)]*)\)|running (?<type>\S+) node|(?<type>[\w.]+)\(-?\d+\) is not a registered|implementation for (?<type>\w+)\(",
        RegexOptions.ExplicitCapture)]
    private static partial Regex Typed();
}
