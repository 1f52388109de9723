using FluentAssertions;
using NUnit.Framework;

namespace KoopmanAssert;

/// <summary>What enters the process of MSBuild.</summary>
public class TaskAssemblyTests
{
    [Test]
    public void Nothing_but_the_task_itself_is_loaded_with_it() =>
        typeof(CheckKoopmanBaselines).Assembly.GetReferencedAssemblies().Select(a => a.Name)
            .Should().BeEquivalentTo("netstandard", "Microsoft.Build.Framework", "Microsoft.Build.Utilities.Core");
}
