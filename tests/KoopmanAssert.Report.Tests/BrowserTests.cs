using Deque.AxeCore.Commons;
using Deque.AxeCore.Playwright;
using FluentAssertions;
using Microsoft.Playwright;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The page as a reviewer has it: from a file, in a real browser, by mouse or by keyboard, light, dark or narrow.</summary>
[TestFixture]
internal sealed class BrowserTests
{
    private const int NarrowWidth = 360;
    private static readonly BaselineComparison SixtyBlocks = Pages.Chain(60, moved: 40);

    private static readonly (string Name, Func<string> Html)[] All =
    [
        ("drifted LeNet-5", () => Pages.DriftedLenet),
        ("60 blocks", () => Pages.Of(SixtyBlocks)),
        ("two models", Pages.OfTwoModels),
        ("several networks", () => Pages.Of(Pages.Held(), Pages.Chain(3, 1))),
        ("held", () => Pages.Of(Pages.Held())),
    ];

    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];
    private DirectoryInfo _folder = null!;
    private IPage? _page;

    private static IEnumerable<string> Names => All.Select(p => p.Name);

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("koopman-page-");

    [TearDown]
    public async Task TearDown()
    {
        await (_page?.CloseAsync() ?? Task.CompletedTask);
        _folder.Delete(recursive: true);
    }

    [TestCaseSource(nameof(Names))]
    public async Task The_page_asks_for_nothing_and_the_console_stays_empty(string name)
    {
        await Show(Html(name));

        _complaints.Should().BeEmpty();
        _requests.Should().ContainSingle().Which.Should().StartWith("file://");
    }

    [Test]
    public async Task The_block_at_fault_is_in_view_on_load(
        [Values("drifted LeNet-5", "60 blocks", "several networks", "two models")] string name,
        [Values(NarrowWidth, 1280)] int width)
    {
        IPage page = await Show(Html(name), width);

        ILocator first = page.Locator(".chain li.failed a[autofocus]");
        (await first.BoundingBoxAsync())!.Y.Should().BeInRange(0, 800 - 40);
        (await page.EvaluateAsync<bool>("document.activeElement.hasAttribute('autofocus')")).Should().BeTrue();
        // Not by colour alone: the row says it, and so does the verdict, of which a line stays in view.
        (await first.InnerTextAsync()).Should().MatchRegex("✕ (most likely at fault|moved|changed as a whole)");
        (await page.Locator("article header.bar:has-text('Drift')").First.IsVisibleAsync()).Should().BeTrue();
    }

    [Test]
    public async Task Nothing_is_scrolled_where_the_verdict_and_the_block_fit_the_window()
    {
        IPage page = await Show(Pages.DriftedLenet);

        (await page.EvaluateAsync<int>("window.scrollY")).Should().Be(0);
        (await page.Locator("h1").InnerTextAsync()).Should().Contain("The network has changed. Most likely at fault: block conv2.");
    }

    [Test]
    public async Task A_page_that_holds_begins_at_its_beginning()
    {
        IPage page = await Show(Html("held"));

        (await page.EvaluateAsync<int>("window.scrollY")).Should().Be(0);
        (await page.Locator("[autofocus]").CountAsync()).Should().Be(0);
        (await page.Locator("h1").InnerTextAsync()).Should().Contain("The network has not changed beyond its limits.");
    }

    [Test]
    public async Task Every_block_and_its_details_are_reached_by_keyboard()
    {
        IPage page = await Show(Pages.Of(Pages.Chain(12, moved: 3)));
        await page.EvaluateAsync("document.activeElement.blur()");
        await page.EvaluateAsync("window.getSelection().removeAllRanges()");
        HashSet<string> reached = [];
        for (int press = 0; press < 40; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            reached.Add(await page.EvaluateAsync<string>("document.activeElement.getAttribute('href') ?? ''"));
        }

        string[] blocks = [.. await page.Locator("section.block").EvaluateAllAsync<string[]>("all => all.map(s => '#' + s.id)")];
        blocks.Should().HaveCount(13).And.BeSubsetOf(reached);
        await page.Locator($"a[href='{blocks[7]}']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        (await page.Locator(blocks[7]).BoundingBoxAsync())!.Y.Should().BeInRange(0, 400, "its heading is not below the line that stays");
    }

    [TestCase("drifted LeNet-5", ColorScheme.Light, 1280)]
    [TestCase("drifted LeNet-5", ColorScheme.Dark, 1280)]
    [TestCase("two models", ColorScheme.Light, 1280)]
    [TestCase("two models", ColorScheme.Dark, NarrowWidth)]
    [TestCase("several networks", ColorScheme.Light, NarrowWidth)]
    [TestCase("several networks", ColorScheme.Dark, 1280)]
    public async Task No_accessibility_rule_is_violated(string name, ColorScheme theme, int width)
    {
        IPage page = await Show(Html(name), width, theme);

        AxeResult result = await page.RunAxe();

        result.Violations.Select(v => $"{v.Id} {v.Nodes[0].Html}").Should().BeEmpty();
        result.Passes.Select(p => p.Id).Should().Contain("color-contrast");
    }

    [Test]
    public async Task The_theme_is_the_systems_until_the_reader_chooses()
    {
        IPage page = await Show(Pages.DriftedLenet, theme: ColorScheme.Dark);
        Task<string> Background() => page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");

        string dark = await Background();
        await page.GetByLabel("light").CheckAsync();
        string light = await Background();
        await page.GetByLabel("dark").CheckAsync();

        light.Should().Be("rgb(255, 255, 255)").And.NotBe(dark);
        (await Background()).Should().Be(dark);
    }

    [TestCaseSource(nameof(Names))]
    public async Task A_telephone_need_not_scroll_sideways(string name)
    {
        IPage page = await Show(Html(name), NarrowWidth);

        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(NarrowWidth);
    }

    [Test]
    public async Task Pictures_of_weights_are_pictures()
    {
        IPage page = await Show(Html("60 blocks"));

        (int Width, int Height)[] sizes = [.. (await page.Locator(".maps img")
            .EvaluateAllAsync<int[][]>("all => all.map(i => [i.naturalWidth, i.naturalHeight])")).Select(s => (s[0], s[1]))];

        // Ten outputs, three channels of 32 × 32 side by side with a gap.
        sizes.Should().HaveCount(10).And.OnlyContain(s => s.Width == (3 * 33) - 1 && s.Height == 32);
    }

    [Test]
    public async Task Sixty_blocks_load_without_a_visible_wait()
    {
        IPage page = await Show(Html("60 blocks"));

        double loaded = await page.EvaluateAsync<double>("performance.getEntriesByType('navigation')[0].loadEventEnd");

        TestContext.Out.WriteLine($"loaded in {loaded:F0} ms");
        loaded.Should().BeLessThan(3000, "it takes some 200 ms on an idle machine");
    }

    [Test]
    public async Task A_strangers_name_is_text_in_the_browser_too()
    {
        IPage page = await Show(Pages.Of(Pages.Named([.. HostileNames.All])));

        _complaints.Should().BeEmpty();
        (await page.EvaluateAsync<bool>("window.stranger === undefined")).Should().BeTrue();
        (await page.Locator("script, iframe, object, [onerror], [onload], a:not([href^='#'])").CountAsync()).Should().Be(0);
        (await page.Locator("style").CountAsync()).Should().Be(1);
        (await page.Locator("img").CountAsync()).Should().Be(await page.Locator(".maps img[src^='data:image/png']").CountAsync());
    }

    [Test]
    public async Task A_picture_to_look_at_comes_with_the_results(
        [Values("drifted LeNet-5", "60 blocks", "several networks")] string name, [Values] bool isDark, [Values(
            NarrowWidth,
            1280)] int width)
    {
        IPage page = await Show(Html(name), width, isDark ? ColorScheme.Dark : ColorScheme.Light);
        string picture = Path.Combine(
            TestContext.CurrentContext.WorkDirectory,
            "pages",
            $"{name}-{(isDark ? "dark" : "light")}-{width}.png");

        await page.ScreenshotAsync(new PageScreenshotOptions { Path = picture });

        TestContext.AddTestAttachment(picture);
    }

    [Test]
    [Explicit("Draws the picture of the README anew; look at it before checking it in.")]
    public async Task The_picture_of_the_example()
    {
        string folder = Path.GetDirectoryName(Repository.LeNetBaseline)!;
        IPage page = await Browser.OpenAsync(1120, 700);
        await page.GotoAsync(new Uri(Path.Combine(folder, "drift.html")).AbsoluteUri);
        await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, "drift.png") });
    }

    private static string Html(string name) => All.Single(p => p.Name == name).Html();

    private async Task<IPage> Show(string html, int width = 1280, ColorScheme theme = ColorScheme.Light)
    {
        string file = Path.Combine(_folder.FullName, "page.html");
        File.WriteAllText(file, html);
        _complaints.Clear();
        _requests.Clear();
        _page = await Browser.OpenAsync(width, theme: theme);
        _page.SetDefaultTimeout(10_000);
        _page.Console += (_, message) => _complaints.Add($"{message.Type}: {message.Text}");
        _page.PageError += (_, error) => _complaints.Add(error);
        _page.Dialog += (_, dialog) => _complaints.Add(dialog.Message);
        _page.Request += (_, request) => _requests.AddRange(request.Url.StartsWith("data:", StringComparison.Ordinal) ? [] : [request.Url]);
        await _page.GotoAsync(new Uri(file).AbsoluteUri);
        return _page;
    }
}
