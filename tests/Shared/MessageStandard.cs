using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using NUnit.Framework;
using NUnit.Framework.Interfaces;

[assembly: KoopmanAssert.HoldMessages]

namespace KoopmanAssert;

/// <summary>The standard that every message is held to, whatever provoked it.</summary>
/// <remarks>
/// A message begins with our own sentence; what another program said stands in double quotes inside it. It names no types, shows no
/// stack and has at most 2,000 characters.
/// </remarks>
internal static partial class MessageStandard
{
    private const int Longest = 2000;

    /// <summary>What is wrong with the message of an exception with a code; null if nothing is.</summary>
    public static string? Problem(KoopmanAssertException failure) =>
        !failure.Message.StartsWith($"{failure.Code}: ", StringComparison.Ordinal) ? "does not begin with its code"
        : Whole().IsMatch(failure.Problem) ? "consists of what another program said"
        : !Ending().IsMatch(failure.Problem) ? "has a problem that is not a sentence"
        : failure.File is null && !Beginning().IsMatch(failure.Problem) ? "begins with the text of another program"
        : Text(failure.Message);

    /// <summary>What is wrong with a line of the standard error; null if nothing is.</summary>
    public static string? Problem(string line)
    {
        Match error = Error().Match(line);
        return error.Success && !Beginning().IsMatch(line[(error.Index + error.Length)..])
            ? "begins with the text of another program"
            : Text(line);
    }

    private static string? Text(string text)
    {
        string own = Quoted().Replace(text, "");
        return text.Length > Longest ? $"has {text.Length} characters"
            : text.Contains("   at ", StringComparison.Ordinal) ? "shows a stack trace"
            : TypeName().Match(own) is { Success: true } name ? $"names the type {name.Value}"
            : null;
    }

    // "KOOP1234: " after a place.
    [GeneratedRegex(@"error KOOP\d{4}: ")]
    private static partial Regex Error();

    // Our sentences go on from a file or begin with a small letter; those of runtimes begin with a capital or a bracket.
    [GeneratedRegex(@"\A['a-z-]")]
    private static partial Regex Beginning();

    [GeneratedRegex("\\A\"[^\"]*\"\\.?\\z")]
    private static partial Regex Whole();

    [GeneratedRegex(@"[.…!?]\z")]
    private static partial Regex Ending();

    [GeneratedRegex("\"[^\"]*\"")]
    private static partial Regex Quoted();

    [GeneratedRegex(@"\b(System|Microsoft|Google)\.[A-Z]\w+|`\d\[|SafeInt\w*\(|\b(class|struct) \w+::|onnxruntime::|\bN\d+onnxruntime")]
    private static partial Regex TypeName();
}

/// <summary>Holds every exception with a code that the tests of an assembly provoke to the standard, wherever it is caught.</summary>
[AttributeUsage(AttributeTargets.Assembly)]
internal sealed class HoldMessagesAttribute : TestActionAttribute
{
    private static readonly ConcurrentQueue<string> Problems = new();
    private static readonly Lazy<bool> Watching = new(Watch);

    public override ActionTargets Targets => ActionTargets.Test;

    public override void BeforeTest(ITest test) => Assert.That(Watching.Value);

    public override void AfterTest(ITest test) =>
        Assert.That(Problems.TryDequeue(out string? problem), Is.False, $"a test that ran just now provoked a message that {problem}");

    private static bool Watch()
    {
        AppDomain.CurrentDomain.FirstChanceException += (_, thrown) =>
        {
            if (thrown.Exception is KoopmanAssertException failure && MessageStandard.Problem(failure) is { } problem)
            {
                Problems.Enqueue($"{problem}: {failure.Message}");
            }
        };
        return true;
    }
}
