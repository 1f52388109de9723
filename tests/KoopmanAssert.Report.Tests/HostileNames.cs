namespace KoopmanAssert;

/// <summary>Names of blocks as an intruder would choose them.</summary>
internal static class HostileNames
{
    public static IReadOnlyList<string> All { get; } =
    [
        "<script>window.stranger = 1</script>",
        "\"><img src=x onerror=\"window.stranger = 1\">",
        "'><svg onload='window.stranger = 1'>",
        "</style><style>body { display: none }</style>",
        "</title></head><body onload=window.stranger=1>",
        "<!-- ",
        "]]>",
        "javascript:window.stranger=1",
        "&lt;b&gt; &amp; &#60;i&#62;",
        "right\u202eleft\u2066 \0 \u001b[31m \r\n two",
        "{0} {{1}} ${x} @import url(x)",
        new string('x', 5000),
    ];
}
