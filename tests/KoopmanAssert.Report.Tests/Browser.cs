using System.Runtime.InteropServices;
using Microsoft.Playwright;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>
/// The browser of this machine, opened once for all tests; where there is none, the tests that need it are skipped and say so.
/// </summary>
[SetUpFixture]
internal sealed class Browser
{
    private static readonly string[] Variables = ["CHROME", "CHROME_PATH", "BROWSER"];
    private static readonly string[] Names
        = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "chrome.exe", "msedge.exe"];

    private static readonly string[] Folders =
    [
        .. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator),
        "/Applications/Google Chrome.app/Contents/MacOS",
        @"C:\Program Files\Google\Chrome\Application",
        @"C:\Program Files (x86)\Microsoft\Edge\Application",
    ];

    private static IPlaywright? s_playwright;
    private static IBrowser? s_browser;

    /// <summary>The path of a browser of Chromium's kind, or null.</summary>
    public static string? Executable { get; } = Variables.Select(Environment.GetEnvironmentVariable).Where(IsChromium)
        .Concat(Folders.SelectMany(folder => Names.Select(name => Path.Combine(folder, name))))
        .FirstOrDefault(path => File.Exists(path));

    /// <summary>A new window.</summary>
    public static async Task<IPage> OpenAsync(int width = 1280, int height = 800, ColorScheme theme = ColorScheme.Light)
    {
        if (Executable is null)
        {
            Assert.Ignore($"No browser: none of {string.Join(", ", Names)} is on the path, "
                + $"and none of {string.Join(", ", Variables)} names one. Install chromium.");
        }

        s_playwright ??= await Playwright.CreateAsync();
        // As root, in a container, Chromium starts without its sandbox or not at all.
        s_browser ??= await s_playwright.Chromium
            .LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = IsRoot ? ["--no-sandbox"] : [] });
        return await s_browser.NewPageAsync(
            new BrowserNewPageOptions { ViewportSize = new ViewportSize { Width = width, Height = height }, ColorScheme = theme });
    }

    [OneTimeTearDown]
    public async Task Close()
    {
        await (s_browser?.DisposeAsync() ?? ValueTask.CompletedTask);
        s_playwright?.Dispose();
    }

    // BROWSER may name any browser.
    private static bool IsChromium(string? path) => Path.GetFileName(path) is { } name
        && (name.Contains("chrom", StringComparison.OrdinalIgnoreCase) || name.Contains("edge", StringComparison.OrdinalIgnoreCase));

    private static bool IsRoot => !RuntimeInformation.IsOSPlatform(OSPlatform.Windows) && Environment.UserName == "root";
}
