namespace KoopmanAssert.Core.Reports;

/// <summary>A term where it stands on the page: it shows its meaning as a tooltip and leads to it in the list of terms.</summary>
internal static class Term
{
    /// <summary>The term under its own name.</summary>
    public static Html Of(string term) => Of(term, term);

    /// <summary>The term under other words.</summary>
    /// <param name="term">A term of <see cref="Glossary"/>.</param>
    /// <param name="words">The words that stand on the page.</param>
    public static Html Of(string term, string words) => Html.From(
        $"""<a class="term" href="#{Anchor(term)}" title="{Glossary.MeaningOf(term)}">{words}</a>""");

    /// <summary>The anchor of a term.</summary>
    public static string Anchor(string term) => $"term-{term.Replace(' ', '-')}";
}
