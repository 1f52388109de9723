using System.Text;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using FluentAssertions;
using Microsoft.Playwright;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>The page as a reviewer has it: from a file, in a real browser, by mouse or by keyboard, light, dark or narrow.</summary>
[TestFixture]
internal sealed class BrowserTests
{
    private const int NarrowWidth = 390;

    // The script as the package brings it. Its own runner collects every element of every rule that passes, which takes seconds.
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    private readonly List<string> _complaints = [];
    private readonly List<string> _requests = [];
    private DirectoryInfo _folder = null!;
    private IPage? _page;

    // A block, nothing, and the network alone; all others with the slow tests.
    private static readonly string[] Cheap = ["accused block", "held", "network only"];

    private static IEnumerable<TestCaseData> Names => Verdicts.Names.Select(name => Case(name, name));

    private static IEnumerable<TestCaseData> Everywhere => from name in Verdicts.Names
                                                           from size in new[] { (390, 844), (1280, 800) }
                                                           select Case(name, name, size.Item1, size.Item2);

    private static IEnumerable<TestCaseData> Pictures => Everywhere.Select(test => test.SetCategory("Slow"));

    private static TestCaseData Case(string name, params object[] arguments) =>
        Cheap.Contains(name) ? new TestCaseData(arguments) : new TestCaseData(arguments).SetCategory("Slow");

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("koopman-page-");

    [TearDown]
    public async Task TearDown()
    {
        await (_page?.CloseAsync() ?? Task.CompletedTask);
        _folder.Delete(recursive: true);
    }

    // The console stays empty, nothing is asked for, the answer is in view, nothing is scrolled or ringed, no text is cut.
    [TestCaseSource(nameof(Everywhere))]
    public async Task The_page_opens_on_its_answer_and_cuts_no_text(string name, int width, int height)
    {
        IPage page = await Show(Html(name), width, height: height);

        _complaints.Should().BeEmpty();
        _requests.Should().ContainSingle().Which.Should().StartWith("file://");
        LocatorBoundingBoxResult headline = (await page.Locator("h1").BoundingBoxAsync())!;
        headline.Y.Should().BeGreaterThanOrEqualTo(0);
        (headline.Y + headline.Height).Should().BeLessThan(height / 2, "the answer comes first");
        (await page.EvaluateAsync<int>("window.scrollY")).Should().Be(0);
        (await page.EvaluateAsync<bool>("document.activeElement === document.body")).Should().BeTrue();
        (await CutTexts(page)).Should().BeEmpty();
        (await page.EvaluateAsync<int>("document.documentElement.scrollWidth")).Should().BeLessThanOrEqualTo(width);
    }

    // A text is cut where its box is narrower than it is and hides the rest, or where a picture's text leaves the window.
    private static async Task<string[]> CutTexts(IPage page)
    {
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");
        return await page.EvaluateAsync<string[]>("""
            () => [
              ...[...document.querySelectorAll('main *')].filter(e => !e.closest('.unseen') && e instanceof HTMLElement
                && getComputedStyle(e).overflowX !== 'visible' && e.scrollWidth > e.clientWidth + 1),
              ...[...document.querySelectorAll('svg text')].filter(e => e.checkVisibility()
                && (e.getBoundingClientRect().left < -1 || e.getBoundingClientRect().right > innerWidth + 1)),
            ].map(e => `${e.tagName} ${e.textContent}`)
            """);
    }

    [TestCaseSource(nameof(Names))]
    public async Task The_text_of_the_page_is_the_approved_one(string name)
    {
        IPage page = await Show(Html(name));

        string text = Regex.Replace(await page.Locator("main").InnerTextAsync(), @"[ \t]*\n\s*", "\n");
        Approval.Verify($"page {name}", Verdicts.Measured.Contains(name) ? Regex.Replace(text, @"\d+\.\d+(e−?\d+)?", "0.0") : text);
    }

    [Test]
    public async Task LeNet_prints_on_at_most_three_pages()
    {
        IPage page = await Show(Pages.DriftedLenet);

        byte[] printed = await page.PdfAsync(new PagePdfOptions { Format = "A4", PrintBackground = true });

        Regex.Count(Encoding.Latin1.GetString(printed), @"/Type\s*/Page\b").Should().BeInRange(1, 3);
    }

    [Test]
    public async Task A_link_unfolds_what_it_leads_to()
    {
        IPage page = await Show(Pages.DriftedLenet);

        await page.Locator(".chain a[href='#network1-block2']").First.EvaluateAsync("a => a.closest('details')?.setAttribute('open', '')");
        await page.Locator(".chain a[href='#network1-block2']").ClickAsync();
        (await page.Locator("#network1-block2").IsVisibleAsync()).Should().BeTrue();
        await page.Locator("a.term[href='#term-z']").First.ClickAsync();
        (await page.Locator("#term-z").IsVisibleAsync()).Should().BeTrue();
    }

    // Every chart says on both axes what it shows, and has numbers there.
    [Test]
    public async Task Every_chart_has_two_titles_and_numbers()
    {
        foreach (string name in new[] { "accused block", "1-D input", "tokens", "two models" })
        {
            IPage page = await Show(Html(name));
            string[] bare = await page.Locator("svg.plot").EvaluateAllAsync<string[]>(
                "all => all.filter(s => s.querySelectorAll('.title').length !== 2 || s.querySelectorAll('.tick').length < 4)"
                + ".map(s => s.ariaLabel)");
            bare.Should().BeEmpty();
            (await page.Locator("svg.plot").CountAsync()).Should().BePositive();
            await page.CloseAsync();
        }
    }

    // The limit is far from the largest distance on this page, and near to 0.
    [Test]
    public async Task Numbers_at_an_axis_do_not_overlap()
    {
        IPage page = await Show(Html("new block"));
        string[] overlapping = await page.EvaluateAsync<string[]>("""
            () => [...document.querySelectorAll('.scale-row')].flatMap(axis => {
              const ticks = [...axis.querySelectorAll('.tick')].filter(t => t.textContent && t.checkVisibility())
                .map(t => [t.getBoundingClientRect(), t.textContent]).sort((a, b) => a[0].left - b[0].left);
              return ticks.slice(1).filter((t, i) => t[0].left < ticks[i][0].right).map(t => t[1]);
            })
            """);
        overlapping.Should().BeEmpty();
    }

    [Test]
    [Category("Slow")]
    public async Task Every_block_and_its_details_are_reached_by_keyboard()
    {
        IPage page = await Show(Pages.Of(Pages.Chain(12, moved: 3)));
        HashSet<string> reached = [];
        for (int press = 0; press < 120; press++)
        {
            await page.Keyboard.PressAsync("Tab");
            (bool folded, string link) = await FocusAsync(page);
            if (folded)
            {
                await page.Keyboard.PressAsync("Enter"); // unfolds it, and its links come next
            }

            reached.Add(link);
        }

        string[] blocks = [.. await page.Locator("section.block, details.block > div")
            .EvaluateAllAsync<string[]>("all => all.map(s => '#' + s.id)")];
        blocks.Should().HaveCount(13).And.BeSubsetOf(reached);
        await page.Locator($".chain a[href='{blocks[7]}']").FocusAsync();
        await page.Keyboard.PressAsync("Enter");
        (await page.Locator(blocks[7]).BoundingBoxAsync())!.Y.Should().BeInRange(0, 400, "its heading is not below the line that stays");
    }

    private static async Task<(bool IsFolded, string Link)> FocusAsync(IPage page)
    {
        string focus = await page.EvaluateAsync<string>("""
            () => { const e = document.activeElement;
              return (e.matches('summary') && !e.parentElement.open ? '1' : '0') + (e.getAttribute('href') ?? ''); }
            """);
        return (focus[0] == '1', focus[1..]);
    }

    [TestCaseSource(nameof(Names))]
    public async Task No_accessibility_rule_is_violated(string name)
    {
        foreach ((ColorScheme theme, int width) in new[] { (ColorScheme.Light, 1280), (ColorScheme.Dark, NarrowWidth) })
        {
            await NoRuleIsViolated(name, theme, width);
            await _page!.CloseAsync();
        }
    }

    private async Task NoRuleIsViolated(string name, ColorScheme theme, int width)
    {
        IPage page = await Show(Html(name), width, theme);
        await page.EvaluateAsync("document.querySelectorAll('details').forEach(d => d.open = true)");

        await page.EvaluateAsync(Axe);
        string[] found = await page.EvaluateAsync<string[]>("""
            async () => {
              const { violations, passes } = await axe.run(document, { resultTypes: ['violations'] });
              return [...violations.map(v => `${v.id} ${v.nodes[0].html}`), passes.some(p => p.id === 'color-contrast') ? 'contrast' : 'none'];
            }
            """);

        found.Should().Equal("contrast");
        TestContext.Out.WriteLine($"{await page.EvaluateAsync<double>("performance.now()"):F0} ms since the page was opened");
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

    [TestCaseSource(nameof(Pictures))]
    public async Task A_picture_to_look_at_comes_with_the_results(string name, int width, int height)
    {
        foreach (ColorScheme theme in new[] { ColorScheme.Light, ColorScheme.Dark })
        {
            IPage page = await Show(Html(name), width, theme, height);
            string picture = Path.Combine(TestContext.CurrentContext.WorkDirectory, "pages", $"{name}-{theme}-{width}.png");
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = picture });
            TestContext.AddTestAttachment(picture);
            await page.CloseAsync();
        }
    }

    [Test]
    [Explicit("Writes five pages to show to somebody who does not know the project: what happened, where, why, and what to do?")]
    public void Pages_for_a_reader_come_with_the_results()
    {
        string[] names = ["honest retrain", "new block", "noisy labels", "renamed copy in 8 bits", "missing class"];
        foreach ((string name, int i) in names.Select((name, i) => (name, i)))
        {
            string page = Path.Combine(TestContext.CurrentContext.WorkDirectory, "pages", $"{i + 1}.html");
            Directory.CreateDirectory(Path.GetDirectoryName(page)!);
            File.WriteAllText(page, Html(name));
            TestContext.AddTestAttachment(page);
        }
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

    private static string Html(string name) => Verdicts.Of(name);

    private async Task<IPage> Show(string html, int width = 1280, ColorScheme theme = ColorScheme.Light, int height = 800)
    {
        string file = Path.Combine(_folder.FullName, "page.html");
        File.WriteAllText(file, html);
        _complaints.Clear();
        _requests.Clear();
        _page = await Browser.OpenAsync(width, height, theme);
        _page.SetDefaultTimeout(10_000);
        _page.Console += (_, message) => _complaints.Add($"{message.Type}: {message.Text}");
        _page.PageError += (_, error) => _complaints.Add(error);
        _page.Dialog += (_, dialog) => _complaints.Add(dialog.Message);
        _page.Request += (_, request) => _requests.AddRange(request.Url.StartsWith("data:", StringComparison.Ordinal) ? [] : [request.Url]);
        await _page.GotoAsync(new Uri(file).AbsoluteUri);
        return _page;
    }
}
