using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// A piece of HTML or SVG, made of literals in this code and of values. Every value that is text is escaped.
/// </summary>
/// <remarks>
/// So a name from a model can only ever be text, in an element or in a quoted attribute: there is no other way to insert it.
/// </remarks>
internal readonly struct Html
{
    private readonly string? _text;

    private Html(string text) => _text = text;

    /// <summary>Nothing.</summary>
    public static Html None => default;

    /// <summary>The piece that an interpolated string describes.</summary>
    public static Html From(Interpolated piece) => new(piece.ToString());

    /// <summary>Pieces one after another.</summary>
    public static Html From(IEnumerable<Html> pieces) => new(string.Concat(pieces));

    /// <inheritdoc/>
    public override string ToString() => _text ?? "";

    /// <summary>An interpolated string that becomes a <see cref="Html"/>.</summary>
    [InterpolatedStringHandler]
    public readonly struct Interpolated(int literalLength, int valueCount)
    {
        private readonly StringBuilder _text = new(literalLength + (16 * valueCount));

        public void AppendLiteral(string literal) => _text.Append(literal);

        public void AppendFormatted(Html piece) => _text.Append(piece._text);

        public void AppendFormatted(int number) => _text.Append(number);

        /// <summary>A coordinate: a tenth of a pixel is fine enough.</summary>
        public void AppendFormatted(double coordinate) => _text.Append(coordinate.ToString("0.#", CultureInfo.InvariantCulture));

        public void AppendFormatted(string? text)
        {
            foreach (char c in text ?? "")
            {
                _ = c switch
                {
                    '&' => _text.Append("&amp;"),
                    '<' => _text.Append("&lt;"),
                    '>' => _text.Append("&gt;"),
                    '"' => _text.Append("&quot;"),
                    '\'' => _text.Append("&#39;"),
                    _ when IsUnseen(c) => _text.Append($"\\u{(int)c:x4}"),
                    _ => _text.Append(c),
                };
            }
        }

        /// <inheritdoc/>
        public override string ToString() => _text.ToString();

        // Characters that reverse the direction of text, are invisible, or are not characters at all (such as half a surrogate pair).
        private static bool IsUnseen(char c) => char.IsControl(c)
            || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.OtherNotAssigned
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
    }
}
