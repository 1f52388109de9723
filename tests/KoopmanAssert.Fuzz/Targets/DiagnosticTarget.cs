using System.Text;

namespace KoopmanAssert.Fuzz.Targets;

/// <summary>The lines that the build reads from a process that should be the tool.</summary>
internal sealed class DiagnosticTarget : Target
{
    public DiagnosticTarget(string folder)
        : base("diagnostic", folder)
    {
    }

    public override IEnumerable<byte[]> Good()
    {
        string[] lines =
        [
            """{"kind":"diagnostic","severity":"error","code":"KOOP0001","file":"/a","line":14,"column":5,"message":"m","helpUri":"u"}""",
            """{"kind":"diagnostic","severity":"note","code":"KOOP0001","file":"/a","block":"b","message":"\u2192","newer":{"a":[1,2]}}""",
            """{"kind":"baseline","file":"/x","verdict":"held","exitCode":0,"summary":"s","text":"a\nb","inputs":["/x","/y"]}""",
        ];
        return lines.Append(string.Join('\n', lines)).Select(Encoding.UTF8.GetBytes);
    }

    protected override void Read(byte[] content)
    {
        var answer = new ToolAnswer();
        foreach (string line in Encoding.UTF8.GetString(content).Split('\n'))
        {
            _ = answer.Take(line);
        }

        _ = answer.Problem(["/x"], 0);
        new CheckRecord(At("record"), []).Write([.. answer.Inputs], [], DateTime.UtcNow);
    }

    protected override bool IsPromised(Exception refusal) => false;
}
