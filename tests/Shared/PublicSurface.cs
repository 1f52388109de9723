using System.Reflection;
using System.Runtime.CompilerServices;
using NUnit.Framework;
using PublicApiGenerator;

namespace KoopmanAssert;

/// <summary>Holds the public surface of a package.</summary>
internal static class PublicSurface
{
    /// <summary>Compares it with <c>Approved/PACKAGE.api.txt</c>; all of it is in one namespace.</summary>
    public static void Verify(Assembly assembly, [CallerFilePath] string test = "")
    {
        Assert.That(assembly.GetExportedTypes().Select(type => type.Namespace).Distinct(), Is.EqualTo(new[] { nameof(KoopmanAssert) }));
        string surface = assembly.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false });
        Approval.Verify($"{assembly.GetName().Name}.api", surface, test: test);
    }
}
