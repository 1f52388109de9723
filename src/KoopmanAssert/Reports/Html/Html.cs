using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace KoopmanAssert.Core.Reports;

/// <summary>
/// A piece of HTML or SVG. It is made of literals of this code and of values, and every text among the values is escaped.
/// </summary>
/// <remarks>
/// A name from a model can so be nothing but text, in an element as in a quoted attribute: there is no way to put it in otherwise.
/// </remarks>
internal readonly struct Html
{
    private readonly string? _text;

    private Html(string text) => _text = text;

    /// <summary>Nothing.</summary>
    public static Html None => default;

    /// <summary>The piece that an interpolated string describes.</summary>
    public static Html From(Interpolated piece) => new(piece.ToString());

    /// <summary>Pieces one after the other.</summary>
    public static Html From(IEnumerable<Html> pieces) => new(string.Concat(pieces));

    /// <summary>The piece, or nothing.</summary>
    public static Html If(bool given, Func<Html> piece) => given ? piece() : None;

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

        /// <summary>A coordinate: a tenth of a pixel is as fine as anyone sees.</summary>
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

        // What turns the direction of a text, hides in it, or is no text at all (half of a pair that is not there included).
        private static bool IsUnseen(char c) => char.IsControl(c)
            || char.GetUnicodeCategory(
                c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned;
    }
}
