#if (framework != "nunit")
using FluentAssertions;
#endif
using KoopmanAssert;
#if (framework == "nunit")
using NUnit.Framework;
#elif (framework == "xunit")
using Xunit;
#elif (framework == "mstest")
using Microsoft.VisualStudio.TestTools.UnitTesting;
#endif

namespace KoopmanGate;

// Every *.credits.json of the project becomes a test. Put your model, some samples and their baseline in place of those in models:
//   koopman-assert init models/MODEL.onnx --samples models/SAMPLES.npy
#if (framework == "nunit")
public class GateTests
{
    [TestCaseSource(typeof(BaselineCases), nameof(BaselineCases.All))]
    public void The_network_has_not_drifted(string baseline) => Assert.That(CreditBaseline.Load(baseline), Credits.Hold);
}
#elif (framework == "xunit")
public class GateTests
{
    [Theory, MemberData(nameof(BaselineCases.All), MemberType = typeof(BaselineCases))]
    public void The_network_has_not_drifted(string baseline) => CreditBaseline.Load(baseline).Should().Hold();
}
#elif (framework == "mstest")
[TestClass]
public class GateTests
{
    [TestMethod, DynamicData(nameof(BaselineCases.All), typeof(BaselineCases))]
    public void The_network_has_not_drifted(string baseline) => CreditBaseline.Load(baseline).Should().Hold();
}
#else
public class GateTests
{
    [Test, MethodDataSource(typeof(BaselineCases), nameof(BaselineCases.All))]
    public void The_network_has_not_drifted(string baseline) => CreditBaseline.Load(baseline).Should().Hold();
}
#endif
