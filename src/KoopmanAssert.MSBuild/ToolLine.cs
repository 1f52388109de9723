using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Text;
using System.Xml;

namespace KoopmanAssert;

/// <summary>One line of what <c>koopman-assert … --diagnostics</c> writes: a diagnostic, or the verdict of a baseline.</summary>
/// <remarks>Uses the only JSON reader that every MSBuild has: a library of our own would be loaded into its process.</remarks>
[DataContract]
internal sealed class ToolLine
{
    private static readonly DataContractJsonSerializer Members = new(typeof(ToolLine));

    [DataMember(Name = "kind", IsRequired = true)]
    public string Kind { get; private set; } = "";

    [DataMember(Name = "file", IsRequired = true)]
    public string File { get; private set; } = "";

    [DataMember(Name = "severity")]
    public string? Severity { get; private set; }

    [DataMember(Name = "code")]
    public string? Code { get; private set; }

    [DataMember(Name = "line")]
    public int Line { get; private set; }

    [DataMember(Name = "column")]
    public int Column { get; private set; }

    [DataMember(Name = "message")]
    public string? Message { get; private set; }

    [DataMember(Name = "helpUri")]
    public string? HelpUri { get; private set; }

    [DataMember(Name = "verdict")]
    public string? Verdict { get; private set; }

    [DataMember(Name = "summary")]
    public string? Summary { get; private set; }

    [DataMember(Name = "text")]
    public string? Text { get; private set; }

    [DataMember(Name = "inputs")]
    public string[]? Inputs { get; private set; }

    public bool IsDiagnostic => Kind == "diagnostic" && Severity is not null && Code is not null && Message is not null;

    public bool IsVerdict => Kind == "baseline" && Verdict is not null && (Inputs ?? []).All(IsPath);

    public bool IsHeld => Verdict == "held";

    // A required member may be null, and so may an item; and half of a pair of characters cannot be written to a file.
    private static bool IsPath(string? file) => !string.IsNullOrEmpty(file) && file!.IndexOf('\0') < 0
        && Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(file)) == file;

    /// <summary>Parses a line; null if it is neither a diagnostic nor a verdict.</summary>
    public static ToolLine? Read(string line)
    {
        try
        {
            using XmlDictionaryReader json = JsonReaderWriterFactory.CreateJsonReader(
                Encoding.UTF8.GetBytes(line),
                XmlDictionaryReaderQuotas.Max);
            object? read = Members.ReadObject(json);
            while (json.Read())
            {
                // An error after the last member is detected only by reading on.
            }

            // The reader accepts the end of the text as the end of the object.
            bool isWhole = line.TrimEnd().EndsWith("}", StringComparison.Ordinal);
            return isWhole && read is ToolLine { File: not null } answer && (answer.IsDiagnostic || answer.IsVerdict) ? answer : null;
        }
        catch (Exception cause) when (cause is SerializationException or XmlException or IndexOutOfRangeException)
        {
            return null; // of the last kind where a bracket closes what none has opened
        }
    }
}
