using System.Globalization;

namespace KoopmanAssert.Core.Models;

/// <summary>The content of a .npy header: {'descr': '&lt;f4', 'fortran_order': False, 'shape': (3, 4), }.</summary>
internal sealed record NpyHeader(string Descr, bool FortranOrder, IReadOnlyList<long> Shape);

/// <summary>Parses the Python dict of the header by hand: these three keys with these three kinds of value, and nothing else.</summary>
internal sealed class NpyHeaderText
{
    private readonly SampleFile _file;
    private readonly string _text;
    private int _at;
    private string? _descr;
    private bool? _fortranOrder;
    private List<long>? _shape;

    private NpyHeaderText(SampleFile file, string text)
    {
        _file = file;
        _text = text;
    }

    /// <summary>Parses the text.</summary>
    /// <exception cref="SamplesException">KOOP2007 if it is anything else.</exception>
    public static NpyHeader Parse(SampleFile file, string text) => new NpyHeaderText(file, text).Dictionary();

    private NpyHeader Dictionary()
    {
        Expect('{');
        while (!Take('}'))
        {
            Entry();
            if (!Take(','))
            {
                Expect('}');
                break;
            }
        }

        SkipSpace();
        if (_at < _text.Length)
        {
            throw Wrong("has text after its dict");
        }

        return _descr is { } descr && _fortranOrder is { } order && _shape is { } shape
            ? new NpyHeader(descr, order, shape)
            : throw Wrong("lacks one of 'descr', 'fortran_order' and 'shape'");
    }

    private void Entry()
    {
        string key = Quoted();
        Expect(':');
        switch (key)
        {
            case "descr" when _descr is null:
                _descr = Descr();
                break;
            case "fortran_order" when _fortranOrder is null:
                _fortranOrder = Word("True")
                    || (Word("False") ? false : throw Wrong("has a 'fortran_order' that is neither True nor False"));
                break;
            case "shape" when _shape is null:
                _shape = Tuple();
                break;
            case "descr" or "fortran_order" or "shape":
                throw Wrong($"has the key '{key}' twice");
            default:
                throw Wrong($"has the key '{SampleFile.Printable(key)}'");
        }
    }

    private string Descr()
    {
        SkipSpace();
        return _at < _text.Length && _text[_at] is '[' or '(' or '{' ? throw _file.UnreadType("structured") : Quoted();
    }

    private List<long> Tuple()
    {
        var items = new List<long>();
        Expect('(');
        while (!Take(')'))
        {
            items.Add(Integer());
            bool more = Take(',');
            if (!more && items.Count == 1)
            {
                throw Wrong("has a 'shape' that is not a tuple");
            }

            if (!more)
            {
                Expect(')');
                break;
            }
        }

        return items;
    }

    private long Integer()
    {
        SkipSpace();
        int start = _at;
        while (_at < _text.Length && char.IsAsciiDigit(_text[_at]))
        {
            _at++;
        }

        string digits = _text[start.._at];
        _ = Word("L"); // The suffix of long integers in Python 2.
        if (digits.Length == 0)
        {
            throw Wrong("has a 'shape' with something other than a size");
        }

        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : throw _file.Unreadable("has a shape too large for any file.");
    }

    private string Quoted()
    {
        SkipSpace();
        char quote = _at < _text.Length ? _text[_at] : ' ';
        int end = quote is '\'' or '"' ? _text.IndexOf(quote, _at + 1) : -1;
        if (end < 0)
        {
            throw Wrong("lacks a quoted string");
        }

        string word = _text[(_at + 1)..end];
        _at = end + 1;
        return word.Contains('\\', StringComparison.Ordinal) ? throw Wrong("has an escaped character") : word;
    }

    private bool Word(string word)
    {
        SkipSpace();
        bool found = string.CompareOrdinal(_text, _at, word, 0, word.Length) == 0;
        _at += found ? word.Length : 0;
        return found;
    }

    private bool Take(char letter) => Word(letter.ToString());

    private void Expect(char letter)
    {
        if (!Take(letter))
        {
            throw Wrong($"lacks '{letter}'");
        }
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\n' or '\r' or '\t')
        {
            _at++;
        }
    }

    private SamplesException Wrong(string what) => _file.Unreadable($"is not a .npy file: its header {what} (at character {_at}).");
}
